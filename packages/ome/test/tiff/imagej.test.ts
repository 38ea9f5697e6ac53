import { readRegion } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { readTiffImages } from "../../src/index.ts";
import { readImageJ } from "../../src/tiff/imagej.ts";
import { type FakePage, fakeFile } from "../fake-pages.ts";

function pages(count: number, page: Partial<FakePage> = {}) {
  return fakeFile(Array.from({ length: count }, (_, n) => ({ shape: [2, 4], base: 1000 * n, ...page })));
}

function lines(...fields: string[]): string {
  return ["ImageJ=1.54f", ...fields, ""].join("\n");
}

async function openImage(count: number, description: string, page: Partial<FakePage> = {}) {
  const { images } = await readImageJ(pages(count, page), description, { name: "cells" });
  return images[0]!;
}

describe("readImageJ()", () => {
  it("reads planes in the order c, z, t", async () => {
    const image = await openImage(
      12,
      lines("images=12", "channels=2", "slices=3", "frames=2", "hyperstack=true"),
    );
    expect(image.axes.map(({ name }) => name)).toEqual(["t", "c", "z", "y", "x"]);
    const { source } = image.levels[0];
    const { data } = await readRegion(source, { start: [0, 0, 0, 0, 0], shape: [2, 2, 3, 1, 1] });
    expect(Array.from(data, Number).map((value) => value / 1000)).toEqual([
      0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11,
    ]);
    expect(image.channels).toHaveLength(2);
  });

  it("leaves out the axes that have one plane", async () => {
    const image = await openImage(3, lines("images=3", "frames=3"));
    expect(image.axes.map(({ name, type }) => [name, type])).toEqual([
      ["t", "time"],
      ["y", "space"],
      ["x", "space"],
    ]);
    expect((await openImage(1, lines())).axes.map(({ name }) => name)).toEqual(["y", "x"]);
  });

  it("needs no count of all planes", async () => {
    const image = await openImage(6, lines("slices=3", "frames=2"));
    expect(image.levels[0].source.info.shape).toEqual([2, 3, 2, 4]);
  });

  it("takes a stack that names no axis for a z stack", async () => {
    const image = await openImage(3, lines("images=3"));
    expect(image.axes.map(({ name }) => name)).toEqual(["z", "y", "x"]);
  });

  it("gives samples the axis c, with the primary colours", async () => {
    const image = await openImage(2, lines("images=2", "slices=2"), { shape: [2, 4, 3] });
    expect(image.levels[0].source.info.shape).toEqual([3, 2, 2, 4]);
    expect(image.channels.map(({ color }) => color)).toEqual([0xff0000, 0x00ff00, 0x0000ff]);
  });

  it("reads unit, resolution, spacing and frame interval", async () => {
    const fields = lines("images=4", "slices=2", "frames=2", "unit=\\u00B5m", "spacing=1.5", "finterval=7.0");
    const image = await openImage(4, fields, { xResolution: 4, yResolution: 2, resolutionUnit: 1 });
    expect(image.axes.map(({ unit }) => unit)).toEqual(["second", "micrometer", "micrometer", "micrometer"]);
    expect(image.levels[0].scale).toEqual([7, 1.5, 0.5, 0.25]);
  });

  it("makes a z stack of planes that are not as many as their axes have, or whose number is none", async () => {
    for (const fields of [
      ["images=5", "channels=2", "slices=2"],
      ["images=five", "frames=0"],
    ]) {
      const { source } = (await openImage(5, lines(...fields))).levels[0];
      expect(source.info.shape).toEqual([5, 2, 4]);
    }
  });

  it("reads units of their own for y, z and t", async () => {
    const units = ["unit=um", "yunit=nm", "zunit=mm", "tunit=min"];
    const fields = lines("images=4", "slices=2", "frames=2", ...units, "spacing=-2.5", "finterval=3");
    const image = await openImage(4, fields, { xResolution: 4, yResolution: 2, resolutionUnit: 1 });
    expect(image.axes.map(({ unit }) => unit)).toEqual(["minute", "millimeter", "nanometer", "micrometer"]);
    expect(image.levels[0].scale).toEqual([3, 2.5, 0.5, 0.25]);
  });

  it("takes resolutions per centimetre for sizes in um, as ImageJ does", async () => {
    const page = { xResolution: 20_000, yResolution: 40_000, resolutionUnit: 3 };
    expect((await openImage(1, lines("unit=um"), page)).levels[0].scale).toEqual([0.25, 0.5]);
    expect((await openImage(1, lines("unit=micron"), page)).levels[0].scale).toEqual([
      1 / 40_000,
      1 / 20_000,
    ]);
  });

  it.each([
    ["micron", "micrometer"],
    ["km", "kilometer"],
    ["s", undefined],
    ["um", "micrometer"],
    ["nm", "nanometer"],
    ["inch", "inch"],
    ["pixel", undefined],
  ])("knows unit=%s as %s", async (unit, name) => {
    const image = await openImage(1, lines(`unit=${unit}`), {
      xResolution: 4,
      yResolution: 4,
      resolutionUnit: 1,
    });
    expect(image.axes.map((axis) => axis.unit)).toEqual([name, name]);
  });

  it("reads the display range", async () => {
    const image = await openImage(1, lines("min=10.0", "max=200.0"));
    expect(image.channels[0]?.window).toEqual({ min: 0, max: 65535, start: 10, end: 200 });
  });

  it.each([
    ["an absurd count", "images=99999999999", "", "invalid-data"],
    ["an endless count", "images=Infinity", "", "invalid-data"],
    ["more planes than any instrument makes", "images=999999999", "channels=999999999", "invalid-data"],
  ])("rejects %s", async (_, first, second, code) => {
    await expect(openImage(2, lines(first, second))).rejects.toMatchObject({ code });
  });

  it("finds planes without IFDs behind the first", async () => {
    const image = await openImage(1, lines("images=5", "slices=5"));
    const plane = await image.levels[0].source.readChunk([3, 0, 0]);
    expect(plane?.data[0]).toBe(3000);
  });

  it("makes a stack of images that were joined under the description of the first", async () => {
    const page = { xResolution: 4, yResolution: 2, resolutionUnit: 1 };
    const image = await openImage(3, lines("unit=um"), page);
    expect(image.levels[0].source.info.shape).toEqual([3, 2, 4]);
    expect(image.levels[0].scale).toEqual([1, 0.5, 0.25]);
  });

  it("takes smaller pages for levels", async () => {
    const file = fakeFile([{ shape: [4, 8] }, { shape: [2, 4], newSubfileType: 1 }]);
    const { images } = await readImageJ(file, lines());
    expect(images.map(({ levels }) => levels.length)).toEqual([2]);
  });

  it.each([
    ["one page alone", [{ shape: [4, 8], planesBehind: 0 }], [[4, 8]]],
    [
      "masks",
      [{ shape: [4, 8] }, { shape: [4, 8], dataType: "uint8" as const, newSubfileType: 4 }],
      [
        [4, 8],
        [4, 8],
      ],
    ],
    ["overviews", [{ shape: [4, 8] }, { shape: [2, 4], newSubfileType: 1 }], [[4, 8]]],
    [
      "other images",
      [{ shape: [4, 8] }, { shape: [5, 8] }],
      [
        [4, 8],
        [5, 8],
      ],
    ],
  ])("takes %s as they come where the description is that of a stack", async (_, pages, shapes) => {
    const [first, ...others] = pages;
    const description = lines("images=6", "slices=6");
    const { images, warnings } = await readTiffImages(fakeFile([{ ...first!, description }, ...others]));
    expect(images.map(({ levels }) => levels[0].source.info.shape)).toEqual(shapes);
    expect(warnings?.[0]).toMatch(
      /^Cannot open ImageJ stack: its description states 6 planes, but .*: its pages are taken as they come$/,
    );
  });

  it("rejects a plane past the last IFD when it is read", async () => {
    const image = await openImage(2, lines("images=3", "slices=3"));
    await expect(image.levels[0].source.readChunk([2, 0, 0])).rejects.toMatchObject({ code: "invalid-data" });
  });
});
