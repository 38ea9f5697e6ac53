import {
  type ArrayInfo,
  type ChunkSource,
  isStorageError,
  type Json,
  type JsonObject,
} from "@chunkwright/core";
import { seededRandom } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { readN5Images } from "../../src/index.ts";
import { type FakeNodes, fakeGroup } from "../fake-group.ts";

function dataset(
  shape: readonly number[],
  attributes: JsonObject = {},
  more: Partial<ArrayInfo> = {},
): ChunkSource {
  const info: ArrayInfo = {
    dataType: "uint8",
    shape,
    chunkShape: shape.map(() => 4),
    fillValue: 0,
    codecs: [{ name: "bytes" }],
    attributes,
    ...more,
  };
  return { kind: "array", info, readChunk: async () => undefined, readEncodedChunk: async () => undefined };
}

/** Axes with their units, and scale and translation of every level. */
async function summary(nodes: FakeNodes) {
  const collection = await readN5Images(fakeGroup(nodes));
  return collection?.images.map(({ axes, levels }) => ({
    axes: axes.map(({ name, unit }) => (unit === undefined ? name : `${name} ${unit}`)).join(", "),
    shape: levels[0].source.info.shape,
    levels: levels.map(({ scale, translation }) => [scale, translation]),
  }));
}

/** COSEM's transform of a level. */
function cosem(scale: readonly number[], translate: readonly number[], axes = ["z", "y", "x"]): JsonObject {
  return { transform: { axes, scale, translate, units: ["nm", "nm", "nm"] } };
}

describe("readN5Images()", () => {
  it("reads n5-viewer's levels: factors about their middle, fastest axis first", async () => {
    const pixelResolution = { dimensions: [0.5, 0.5, 2], unit: "um" };
    expect(
      await summary({
        s0: dataset([8, 16, 32], { pixelResolution, downsamplingFactors: [1, 1, 1] }),
        s1: dataset([8, 8, 16], { pixelResolution, downsamplingFactors: [2, 2, 1] }),
      }),
    ).toEqual([
      {
        axes: "z micrometer, y micrometer, x micrometer",
        shape: [8, 16, 32],
        levels: [
          [
            [2, 0.5, 0.5],
            [0, 0, 0],
          ],
          [
            [2, 1, 1],
            [0, 0.25, 0.25],
          ],
        ],
      },
    ]);
  });

  it("takes resolution and scales from the group where datasets have none", async () => {
    expect(
      await summary({
        "": {
          pixelResolution: [4, 4, 5],
          scales: [
            [1, 1, 1],
            [3, 3, 1],
          ],
        },
        s0: dataset([6, 9, 9]),
        s1: dataset([6, 3, 3]),
      }),
    ).toEqual([
      {
        axes: "z, y, x",
        shape: [6, 9, 9],
        levels: [
          [
            [5, 4, 4],
            [0, 0, 0],
          ],
          [
            [5, 12, 12],
            [0, 4, 4],
          ],
        ],
      },
    ]);
  });

  it("works factors out of the shapes where nothing states them", async () => {
    const found = await summary({ s0: dataset([9, 61]), s1: dataset([5, 30]) });
    expect(found?.[0]?.levels[1]).toEqual([
      [2, 2],
      [0.5, 0.5],
    ]);
  });

  it("takes no datasets of unlike axes for levels, whatever their names", async () => {
    expect(await summary({ s0: dataset([8, 16]), s1: dataset([8, 8, 16]) })).toBeUndefined();
  });

  it("applies affineTransform last, as far as it is a scale and a translation", async () => {
    const affineTransform = [
      [2, 0, 0, 10],
      [0, 3, 0, 20],
      [0, 0, 4, 30],
    ];
    const attributes = { pixelResolution: [1, 1, 1], downsamplingFactors: [2, 2, 2], affineTransform };
    expect((await summary({ s0: dataset([4, 4, 4], attributes) }))?.[0]?.levels).toEqual([
      [
        [8, 6, 4],
        [32, 21.5, 11],
      ],
    ]);
    const sheared = {
      ...attributes,
      affineTransform: [
        [1, 0.1, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    };
    expect(await readN5Images(fakeGroup({ a: {}, s0: dataset([4, 4, 4], sheared) }))).toMatchObject({
      warnings: ["The root: its affine transform rotates or shears, of which the diagonal is kept"],
    });
  });

  it("reads n5-viewer's channels as one image", async () => {
    const levels = (name: string): FakeNodes => ({
      [name]: {},
      [`${name}/s0`]: dataset([3, 4, 8, 8], { pixelResolution: [2, 2, 2] }),
      [`${name}/s1`]: dataset([3, 2, 4, 4], { pixelResolution: [2, 2, 2], downsamplingFactors: [2, 2, 2] }),
    });
    const found = await summary({ ...levels("c0"), ...levels("c1") });
    expect(found).toEqual([
      {
        axes: "t, c, z, y, x",
        shape: [3, 2, 4, 8, 8],
        levels: [
          [
            [1, 1, 2, 2, 2],
            [0, 0, 0, 0, 0],
          ],
          [
            [1, 1, 4, 4, 4],
            [0, 0, 1, 1, 1],
          ],
        ],
      },
    ]);
  });

  it("reads COSEM's transforms, by label where they have the array's", async () => {
    expect(
      await summary({
        s0: dataset([4, 8, 8], cosem([5.24, 4, 4], [0, 0, 0])),
        s1: dataset([2, 4, 4], cosem([8, 8, 10.48], [2, 2, 2.62], ["x", "y", "z"])),
      }),
    ).toEqual([
      {
        axes: "z nanometer, y nanometer, x nanometer",
        shape: [4, 8, 8],
        levels: [
          [
            [5.24, 4, 4],
            [0, 0, 0],
          ],
          [
            [10.48, 8, 8],
            [2.62, 2, 2],
          ],
        ],
      },
    ]);
  });

  it("reads COSEM's multiscales, whose datasets hold the transforms", async () => {
    const found = await summary({
      "": {
        multiscales: [{ datasets: [{ path: "a", ...cosem([5, 4, 3], [1, 1, 1]) }, { path: "b" }] }],
        pixelResolution: { dimensions: [3, 4, 5], unit: "nm" },
      },
      a: dataset([4, 8, 8]),
      b: dataset([2, 4, 4], cosem([10, 8, 6], [2.5, 2, 1.5])),
    });
    expect(found?.[0]?.levels).toEqual([
      [
        [5, 4, 3],
        [1, 1, 1],
      ],
      [
        [10, 8, 6],
        [2.5, 2, 1.5],
      ],
    ]);
  });

  it("reads the canonical transforms of n5-universe", async () => {
    const spatialTransform = (transform: JsonObject): JsonObject => ({
      spatialTransform: { transform, unit: "um" },
    });
    const affine = spatialTransform({ type: "affine", affine: [2, 0, 0, 5, 0, 3, 0, 6, 0, 0, 4, 7] });
    const sequence = spatialTransform({
      type: "sequence",
      transformations: [
        { type: "scale", scale: [2, 3, 4] },
        { type: "translation", translation: [5, 6, 7] },
      ],
    });
    const expected = {
      axes: "z micrometer, y micrometer, x micrometer",
      shape: [4, 4, 4],
      levels: [
        [
          [4, 3, 2],
          [7, 6, 5],
        ],
      ],
    };
    for (const attributes of [affine, sequence]) {
      expect(await summary({ s0: dataset([4, 4, 4], attributes) })).toEqual([expected]);
      const multiscales = { path: "up/c0", datasets: [{ path: "up/c0/s0", ...attributes }] };
      expect(await summary({ "": { multiscales }, s0: dataset([4, 4, 4]) })).toEqual([expected]);
    }
  });

  it.each([false, true])("reads OME-NGFF, axes in N5's order too: %s", async (isFastestFirst) => {
    const turn = <T>(values: readonly T[]): T[] => (isFastestFirst ? values.toReversed() : [...values]);
    const placed = (path: string, scale: readonly number[], translation: readonly number[]): Json => ({
      path,
      coordinateTransformations: [
        { type: "scale", scale: turn(scale) },
        { type: "translation", translation: turn(translation) },
      ],
    });
    const multiscales = [
      {
        version: "0.4",
        axes: turn([
          { name: "c", type: "channel" },
          { name: "y", type: "space", unit: "micrometer" },
          { name: "x", type: "space", unit: "micrometer" },
        ]),
        datasets: [placed("0", [1, 3, 2], [0, 0, 0]), placed("1", [1, 6, 4], [0, 1.5, 1])],
      },
    ];
    expect(await summary({ "": { multiscales }, 0: dataset([2, 8, 8]), 1: dataset([2, 4, 4]) })).toEqual([
      {
        axes: "c, y micrometer, x micrometer",
        shape: [2, 8, 8],
        levels: [
          [
            [1, 3, 2],
            [0, 0, 0],
          ],
          [
            [1, 6, 4],
            [0, 1.5, 1],
          ],
        ],
      },
    ]);
  });

  it("reads OME-NGFF of n5-universe with ImageJ's axes", async () => {
    const axes = ["x", "y", "c", "z", "t"].map((name) => ({ name }));
    const coordinateTransformations = [{ type: "scale", scale: [1, 2, 3, 4, 5] }];
    const multiscales = [{ version: "0.4", axes, datasets: [{ path: "s0", coordinateTransformations }] }];
    expect(await summary({ "": { multiscales }, s0: dataset([50, 40, 30, 20, 10]) })).toEqual([
      {
        axes: "t, c, z, y, x",
        shape: [50, 30, 40, 20, 10],
        levels: [
          [
            [5, 3, 4, 2, 1],
            [0, 0, 0, 0, 0],
          ],
        ],
      },
    ]);
  });

  it("reads BDV's setups, each an image over its time points", async () => {
    const timepoint = (name: string): FakeNodes => ({
      [name]: { resolution: [0.5, 0.5, 2], saved_completely: true, multiScale: true },
      [`${name}/s0`]: dataset([4, 8, 8], { downsamplingFactors: [1, 1, 1] }),
      [`${name}/s1`]: dataset([4, 4, 4], { downsamplingFactors: [2, 2, 1] }),
    });
    const found = await summary({
      setup0: {
        downsamplingFactors: [
          [1, 1, 1],
          [2, 2, 1],
        ],
        dataType: "uint8",
      },
      ...timepoint("setup0/timepoint0"),
      ...timepoint("setup0/timepoint1"),
      setup1: {},
      ...timepoint("setup1/timepoint0"),
    });
    expect(found).toEqual([
      {
        axes: "t, z, y, x",
        shape: [2, 4, 8, 8],
        levels: [
          [
            [1, 2, 0.5, 0.5],
            [0, 0, 0, 0],
          ],
          [
            [1, 2, 1, 1],
            [0, 0, 0.25, 0.25],
          ],
        ],
      },
      {
        axes: "z, y, x",
        shape: [4, 8, 8],
        levels: [
          [
            [2, 0.5, 0.5],
            [0, 0, 0],
          ],
          [
            [2, 1, 1],
            [0, 0.25, 0.25],
          ],
        ],
      },
    ]);
  });

  it("reads tensorstore's resolution, units and labels, which are the dataset's own", async () => {
    const own = (resolution: readonly number[]): JsonObject => ({ resolution, units: ["nm", "nm", "s"] });
    const dimensionNames = ["t", "y", "x"];
    expect(
      await summary({
        s0: dataset([5, 8, 8], own([4, 4, 10]), { dimensionNames }),
        s1: dataset([5, 4, 4], own([8, 8, 10]), { dimensionNames }),
      }),
    ).toEqual([
      {
        axes: "t second, y nanometer, x nanometer",
        shape: [5, 8, 8],
        levels: [
          [
            [10, 4, 4],
            [0, 0, 0],
          ],
          [
            [10, 8, 8],
            [0, 2, 2],
          ],
        ],
      },
    ]);
  });

  it("takes a lone dataset for an image if its attributes place it", async () => {
    const array = dataset([4, 4], { pixelResolution: [2, 3] });
    const image = (await readN5Images(array, { name: "scan" }))?.images[0];
    expect([image?.name, image?.levels[0].scale]).toEqual(["scan", [3, 2]]);
    expect(await readN5Images(dataset([4, 4]))).toBeUndefined();
    expect(await readN5Images(fakeGroup({ "": { title: "no image" } }))).toBeUndefined();
  });

  it("puts axes into the order of OME-NGFF", async () => {
    const dimensionNames = ["z", "c", "y", "x"];
    const found = await summary({
      s0: dataset([5, 2, 8, 8], { pixelResolution: [1, 2, 3, 4] }, { dimensionNames }),
    });
    expect(found).toMatchObject([
      {
        axes: "c, z, y, x",
        shape: [2, 5, 8, 8],
        levels: [
          [
            [3, 4, 2, 1],
            [0, 0, 0, 0],
          ],
        ],
      },
    ]);
  });

  it("searches groups that it can list, and tells of what it cannot read", async () => {
    const nodes: FakeNodes = {
      b: {},
      "b/s0": dataset([4, 4]),
      "a/s0": dataset([4, 4]),
      a: { multiscales: [{ datasets: [{ path: "s9" }] }] },
      c0: {},
      "c0/s0": dataset([4, 4]),
      lone: dataset([4, 4], { downsamplingFactors: [1, 1] }),
      plain: dataset([4, 4]),
    };
    const root = fakeGroup(nodes);
    const listed = {
      ...root,
      async *list() {
        yield* ["plain", "lone", "c0", "b", "a"];
      },
    };
    const collection = await readN5Images(listed);
    expect(collection?.images.map(({ path, name }) => [path, name])).toEqual([
      [undefined, "c0"],
      [undefined, "b"],
      [undefined, "lone"],
    ]);
    expect(collection?.warnings).toEqual(["a: Cannot read N5 image: dataset s9 is not an array"]);
  });

  it("answers or rejects in a typed way whatever attributes hold", async () => {
    const random = seededRandom(3);
    const odd: readonly Json[] = [
      null,
      -1,
      0,
      "",
      "x",
      [],
      [[]],
      [1],
      ["x", "y", "z"],
      {},
      [{}],
      true,
      [1, 2, 3],
      1e308,
    ];
    const names = [
      "pixelResolution",
      "downsamplingFactors",
      "affineTransform",
      "transform",
      "spatialTransform",
      "units",
    ];
    const outer = [
      "multiscales",
      "scales",
      "pixelResolution",
      "downsamplingFactors",
      "resolution",
      "affineTransform",
    ];
    const pick = <T>(values: readonly T[]): T => values[random.below(values.length)]!;
    const value = (): Json =>
      random.below(3) > 0
        ? pick(odd)
        : {
            transform: pick(odd),
            axes: pick(odd),
            scale: pick(odd),
            type: pick(["affine", "sequence"]),
            datasets: pick(odd),
          };
    const counts = { read: 0, rejected: 0 };
    for (let round = 0; round < 3000; round += 1) {
      const nodes = {
        "": { [pick(outer)]: value(), [pick(outer)]: value() },
        s0: dataset([4, 4, 4], { [pick(names)]: value(), [pick(names)]: value() }),
        s1: dataset([2, 2, 2], { [pick(names)]: value() }),
      };
      try {
        await readN5Images(fakeGroup(nodes));
        counts.read += 1;
      } catch (error) {
        if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
        counts.rejected += 1;
      }
    }
    expect(counts.read).toBeGreaterThan(50);
    expect(counts.rejected).toBeGreaterThan(500);
  });
});
