import type { Axis, ChunkSource, JsonObject, Level } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { type Image, n5Attributes, n5DatasetPath, readN5Images } from "../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";

const MICROMETER = "micrometer";
const ZYX: readonly Axis[] = ["z", "y", "x"].map((name) => ({ name, type: "space", unit: MICROMETER }));
const TCYX: readonly Axis[] = [
  { name: "t", type: "time", unit: "second" },
  { name: "c", type: "channel" },
  { name: "y", type: "space", unit: MICROMETER },
  { name: "x", type: "space", unit: "nanometer" },
];

function source(shape: readonly number[]): ChunkSource {
  return {
    kind: "array",
    info: {
      dataType: "uint8",
      shape,
      chunkShape: shape,
      fillValue: 0,
      codecs: [{ name: "bytes" }],
      attributes: {},
    },
    readChunk: async () => undefined,
    readEncodedChunk: async () => undefined,
  };
}

function image(axes: readonly Axis[], finest: Level, ...coarser: readonly Level[]): Image {
  return { name: "", axes, levels: [finest, ...coarser], channels: [{}] };
}

/** The hierarchy that the attributes make, as an N5 reader would show it. */
function nodesOf(written: Image, withNgff: boolean): FakeNodes {
  const { group, levels } = n5Attributes(written);
  const { multiscales: _, ...plain } = group;
  const datasets = written.levels.map(({ source: { info, ...rest } }, i) => [
    n5DatasetPath(i),
    {
      ...rest,
      info: { ...info, attributes: levels[i], dimensionNames: written.axes.map(({ name }) => name) },
    },
  ]);
  return { "": withNgff ? group : plain, ...Object.fromEntries(datasets) } as FakeNodes;
}

function placed(path: string, scale: readonly number[], translation: readonly number[]): JsonObject {
  return {
    path,
    coordinateTransformations: [
      { type: "scale", scale },
      { type: "translation", translation },
    ],
  };
}

describe("n5Attributes()", () => {
  it("speaks n5-viewer's dialect", () => {
    const written = image(
      ZYX,
      { source: source([8, 16, 16]), scale: [2, 0.5, 0.5], translation: [0, 0, 0] },
      { source: source([8, 8, 8]), scale: [2, 1, 1], translation: [0, 0.25, 0.25] },
    );
    const pixelResolution = { dimensions: [0.5, 0.5, 2], unit: MICROMETER };
    const units = [MICROMETER, MICROMETER, MICROMETER];
    expect(n5Attributes({ ...written, name: "cells" })).toEqual({
      group: {
        name: "cells",
        axes: ["x", "y", "z"],
        units,
        pixelResolution,
        scales: [
          [1, 1, 1],
          [2, 2, 1],
        ],
        multiscales: [
          {
            version: "0.4",
            name: "cells",
            axes: ["x", "y", "z"].map((name) => ({ name, type: "space", unit: MICROMETER })),
            datasets: [placed("s0", [0.5, 0.5, 2], [0, 0, 0]), placed("s1", [1, 1, 2], [0.25, 0.25, 0])],
          },
        ],
        omero: expect.anything(),
      },
      levels: [
        {
          pixelResolution,
          downsamplingFactors: [1, 1, 1],
          resolution: [0.5, 0.5, 2],
          units,
          spatialTransform: {
            transform: { type: "affine", affine: [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 2, 0] },
            unit: MICROMETER,
          },
        },
        {
          pixelResolution,
          downsamplingFactors: [2, 2, 1],
          resolution: [1, 1, 2],
          units,
          spatialTransform: {
            transform: { type: "affine", affine: [1, 0, 0, 0.25, 0, 1, 0, 0.25, 0, 0, 2, 0] },
            unit: MICROMETER,
          },
        },
      ],
    });
  });

  it.each<[string, Image]>([
    [
      "levels that are means",
      image(
        ZYX,
        { source: source([8, 16, 16]), scale: [2, 0.5, 0.5], translation: [0, 0, 0] },
        { source: source([8, 8, 8]), scale: [2, 1, 1], translation: [0, 0.25, 0.25] },
      ),
    ],
    [
      "levels that lie elsewhere",
      image(
        ZYX,
        { source: source([8, 16, 16]), scale: [2, 0.5, 0.5], translation: [10, 20, 30] },
        { source: source([8, 8, 8]), scale: [2, 1, 1], translation: [10, 20, 30] },
      ),
    ],
    [
      "axes beside those of space, in units of their own",
      image(
        TCYX,
        { source: source([2, 3, 8, 8]), scale: [7, 1, 0.5, 250], translation: [0, 0, 3, 4] },
        { source: source([2, 3, 4, 4]), scale: [7, 1, 1, 500], translation: [0, 0, 3.25, 129] },
      ),
    ],
  ])("is read back as it was, from either dialect: %s", async (_, written) => {
    for (const withNgff of [true, false]) {
      const read = (await readN5Images(fakeGroup(nodesOf(written, withNgff))))?.images[0];
      expect(read?.axes).toEqual(written.axes);
      for (const [i, level] of written.levels.entries()) {
        expect(read?.levels[i]?.scale).toEqual(level.scale);
        expect(read?.levels[i]?.translation).toEqual(level.translation);
      }
    }
  });
});
