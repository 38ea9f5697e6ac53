import { describe, expect, it } from "vitest";
import { type Image, ngffAttributes } from "../../src/index.ts";
import { fakeSource } from "../fake-pages.ts";

const IMAGE: Image = {
  name: "cells",
  axes: [
    { name: "c", type: "channel" },
    { name: "z", type: "space" },
    { name: "y", type: "space", unit: "micrometer" },
    { name: "x", type: "space", unit: "micrometer" },
  ],
  levels: [
    {
      source: fakeSource({ shape: [2, 5, 8, 8], chunkShape: [1, 1, 8, 8], dataType: "uint8" }),
      scale: [1, 1, 0.5, 0.5],
      translation: [0, 0, 0, 0],
    },
    {
      source: fakeSource({ shape: [2, 5, 4, 4], chunkShape: [1, 1, 4, 4], dataType: "uint8" }),
      scale: [1, 1, 1, 1],
      translation: [0, 0, 0.25, 0.25],
    },
  ],
  channels: [
    { name: "DNA", color: 0x0000ff, window: { min: 0, max: 255, start: 10, end: 90 }, active: false },
    {},
  ],
};

const MULTISCALE = {
  name: "cells",
  axes: IMAGE.axes,
  datasets: [
    {
      path: "0",
      coordinateTransformations: [
        { type: "scale", scale: [1, 1, 0.5, 0.5] },
        { type: "translation", translation: [0, 0, 0, 0] },
      ],
    },
    {
      path: "1",
      coordinateTransformations: [
        { type: "scale", scale: [1, 1, 1, 1] },
        { type: "translation", translation: [0, 0, 0.25, 0.25] },
      ],
    },
  ],
};

const OMERO = {
  channels: [
    { label: "DNA", color: "0000FF", window: { min: 0, max: 255, start: 10, end: 90 }, active: false },
    { color: "00FF00", window: { min: 0, max: 255, start: 0, end: 255 }, active: true },
  ],
  rdefs: { defaultT: 0, defaultZ: 2, model: "color" },
};

describe("ngffAttributes()", () => {
  it("writes 0.4 at the top, with the version in multiscales", () => {
    expect(ngffAttributes(IMAGE, "0.4")).toEqual({
      multiscales: [{ version: "0.4", ...MULTISCALE }],
      omero: OMERO,
    });
  });

  it("writes 0.5 under ome", () => {
    expect(ngffAttributes(IMAGE, "0.5")).toEqual({
      ome: { version: "0.5", multiscales: [MULTISCALE], omero: OMERO },
    });
  });

  it("describes other levels than the image's own, and how they were made", () => {
    const attributes = ngffAttributes(IMAGE, "0.4", {
      levels: [{ scale: [1, 1, 2, 2], translation: [0, 0, 0, 0] }],
      downsampling: { type: "mean", metadata: { factors: [2] } },
    });
    expect(attributes.multiscales).toEqual([
      {
        version: "0.4",
        name: "cells",
        axes: IMAGE.axes,
        datasets: [{ path: "0", coordinateTransformations: [{ type: "scale", scale: [1, 1, 2, 2] }] }],
        type: "mean",
        metadata: { factors: [2] },
      },
    ]);
  });

  it("writes no omero for an image that knows no channels", () => {
    expect(ngffAttributes({ ...IMAGE, channels: [] }, "0.4")).not.toHaveProperty("omero");
  });

  it("shows a single channel without a colour in grey", () => {
    expect(ngffAttributes({ ...IMAGE, channels: [{}] }, "0.4").omero).toMatchObject({
      channels: [{ color: "FFFFFF" }],
      rdefs: { model: "greyscale" },
    });
  });
});
