import type { ArrayInfo, Axis, Multiscale } from "@chunkwright/core";
import { arraySource, counting } from "@chunkwright/testkit";
import { describe, expect, it } from "vitest";
import { type ImageChoices, planImage, planSize } from "../src/index.ts";

const axes: readonly Axis[] = [
  { name: "c", type: "channel" },
  { name: "y", type: "space", unit: "micrometer" },
  { name: "x", type: "space", unit: "micrometer" },
];
const fallbackCodecs = [{ name: "bytes" }, { name: "zstd" }];
const choices: ImageChoices = { fallbackCodecs, isPortable: ({ name }) => ["bytes", "gzip"].includes(name) };

function image(
  shape: readonly number[],
  chunkShape: readonly number[],
  info: Partial<ArrayInfo> = {},
): Multiscale {
  const source = arraySource(counting(shape.map(() => 1)), chunkShape);
  const level = {
    source: { ...source, info: { ...source.info, shape, ...info } },
    scale: [1, 0.5, 0.25],
    translation: [0, 0, 0],
  };
  return { name: "test", axes, levels: [level] };
}

describe("planImage()", () => {
  it("halves y and x, rounding up, until both are at most 256", () => {
    const plans = planImage(image([2, 1025, 300], [1, 256, 256]), choices);
    expect(plans.map(({ info }) => info.shape)).toEqual([
      [2, 1025, 300],
      [2, 513, 150],
      [2, 257, 75],
      [2, 129, 38],
    ]);
    expect(plans.map(({ scale }) => scale)).toEqual([
      [1, 0.5, 0.25],
      [1, 1, 0.5],
      [1, 2, 1],
      [1, 4, 2],
    ]);
  });

  it("writes the translation of area means: (f - 1) / 2 finer elements a step", () => {
    const plans = planImage(image([1, 1024, 1024], [1, 256, 256]), choices);
    expect(plans.map(({ translation }) => translation)).toEqual([
      [0, 0, 0],
      [0, 0.25, 0.125],
      [0, 0.75, 0.375],
    ]);
  });

  it("keeps the levels of a pyramid and makes none", () => {
    const [level] = image([1, 2048, 2048], [1, 256, 256]).levels;
    const pyramid: Multiscale = { name: "", axes, levels: [level, level] };
    expect(planImage(pyramid, choices).map(({ origin }) => origin.kind)).toEqual(["source", "source"]);
  });

  it("keeps chunks that nobody else reads where they are to be kept, and makes portable levels of them", () => {
    const jpeg = [{ name: "tiff.jpeg" }];
    const plans = planImage(image([3, 600, 1000], [3, 8, 1000], { codecs: jpeg }), {
      ...choices,
      keepsChunks: true,
    });
    expect(plans.map(({ info: { chunkShape, codecs } }) => [chunkShape, codecs])).toEqual([
      [[3, 8, 1000], jpeg],
      [[1, 300, 500], fallbackCodecs],
      [[1, 300, 500], fallbackCodecs],
    ]);
  });

  it("keeps the source's shards and the chunks in them, or drops them, or cuts others", () => {
    const sharded = image([1, 2048, 2048], [1, 64, 64], { shardShape: [1, 512, 512] });
    const plan = (more: Partial<ImageChoices>) => {
      const [finest] = planImage(sharded, { ...choices, ...more });
      return [finest?.info.chunkShape, finest?.info.shardShape];
    };
    expect(plan({ shards: "source" })).toEqual([
      [1, 64, 64],
      [1, 512, 512],
    ]);
    expect(plan({ shards: "source", chunkShape: [100, 100] })).toEqual([
      [1, 100, 100],
      [1, 600, 600],
    ]);
    expect(plan({ shards: [1000, 1000], chunkShape: [64, 64] })).toEqual([
      [1, 64, 64],
      [1, 1024, 1024],
    ]);
    expect(plan({})).toEqual([[1, 512, 512], undefined]);
  });

  it("keeps chunks that differ in size where the format has them and nothing else is asked of them", () => {
    const edgeLengths = [[1], [100, 300], [7, 400]];
    const uneven = image([1, 400, 407], [1, 300, 400], { edgeLengths });
    const plan = (more: Partial<ImageChoices>) =>
      planImage(uneven, { ...choices, levels: 2, ...more }).map(({ info }) => info.edgeLengths);
    expect(plan({ keepsEdges: true })).toEqual([edgeLengths, undefined]);
    expect(plan({})).toEqual([undefined, undefined]);
    expect(plan({ keepsEdges: true, chunkShape: [64, 64] })).toEqual([undefined, undefined]);
    expect(plan({ keepsEdges: true, shards: [512, 512] })).toEqual([undefined, undefined]);
  });

  it("makes or drops levels to the number asked for, while anything is left to halve", () => {
    expect(planImage(image([1, 2048, 2048], [1, 256, 256]), { ...choices, levels: 1 })).toHaveLength(1);
    expect(planImage(image([1, 64, 64], [1, 64, 64]), { ...choices, levels: 3 })).toHaveLength(3);
    expect(planImage(image([1, 4, 2], [1, 4, 2]), { ...choices, levels: 9 })).toHaveLength(3);
  });

  it("keeps a portable pipeline with its chunks, and replaces another one", () => {
    const gzip = [{ name: "bytes" }, { name: "gzip" }];
    const kept = planImage(image([3, 512, 512], [3, 256, 256], { codecs: gzip }), choices);
    expect(kept[0]!.info).toMatchObject({ codecs: gzip, chunkShape: [3, 256, 256] });
    const lzw = [{ name: "bytes" }, { name: "tiff.lzw" }];
    const replaced = planImage(image([3, 512, 512], [3, 256, 256], { codecs: lzw }), choices);
    expect(replaced[0]!.info).toMatchObject({ codecs: fallbackCodecs, chunkShape: [1, 256, 256] });
  });

  it("compresses what the source does not", () => {
    const raw = planImage(image([1, 512, 512], [1, 256, 256], { codecs: [{ name: "bytes" }] }), choices);
    expect(raw[0]!.info.codecs).toBe(fallbackCodecs);
  });

  it("replaces strips and whole large planes by squares", () => {
    const strips = planImage(image([1, 4096, 4096], [1, 8, 4096]), choices);
    expect(strips[0]!.info.chunkShape).toEqual([1, 512, 512]);
    const plane = planImage(image([1, 4096, 4096], [1, 4096, 4096]), choices);
    expect(plane[0]!.info.chunkShape).toEqual([1, 512, 512]);
    const small = planImage(image([1, 61, 57], [1, 61, 57]), choices);
    expect(small[0]!.info.chunkShape).toEqual([1, 61, 57]);
  });

  it("joins small planes of a volume, but not channels", () => {
    const z: readonly Axis[] = [{ name: "z", type: "space" }, ...axes.slice(1)];
    const volume = { ...image([31, 61, 57], [1, 61, 57]), axes: z };
    expect(planImage(volume, choices)[0]!.info.chunkShape).toEqual([31, 61, 57]);
    const deep = { ...image([4000, 61, 57], [1, 61, 57]), axes: z };
    expect(planImage(deep, choices)[0]!.info.chunkShape).toEqual([37, 61, 57]);
    expect(planImage(image([31, 61, 57], [1, 61, 57]), choices)[0]!.info.chunkShape).toEqual([1, 61, 57]);
  });

  it("takes explicit chunk lengths for the last axes", () => {
    const plans = planImage(image([3, 512, 512], [1, 256, 256]), { ...choices, chunkShape: [64, 128] });
    expect(plans[0]!.info.chunkShape).toEqual([1, 64, 128]);
    const long = planImage(image([3, 300, 512], [1, 256, 256]), { ...choices, chunkShape: [100000, 128] });
    expect(long[0]!.info.chunkShape).toEqual([1, 300, 128]);
    const tooMany = { ...choices, chunkShape: [1, 1, 1, 1] };
    expect(() => planImage(image([3, 512, 512], [1, 256, 256]), tooMany)).toThrow(RangeError);
  });

  it("sums up what will be written", () => {
    expect(planSize(planImage(image([1, 512, 512], [1, 256, 256]), choices))).toEqual({
      byteLength: 2 * (512 * 512 + 256 * 256),
      chunks: 5,
    });
  });
});
