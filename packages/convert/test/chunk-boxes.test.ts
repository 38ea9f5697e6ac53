import { elementCount } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { boxesInFlight, boxShape, chunkBoxes } from "../src/chunk-boxes.ts";

const grid = (shape: number[], chunkShape: number[], shardShape?: number[]) =>
  ({ dataType: "uint16", shape, chunkShape, ...(shardShape && { shardShape }) }) as const;

describe("boxShape()", () => {
  it.each([
    { of: grid([9, 4096, 4096], [1, 64, 64]), box: [1, 64, 4096] },
    { of: grid([9, 300, 200], [1, 64, 64]), box: [3, 320, 256] },
    { of: grid([1000, 64, 64], [1, 64, 64]), box: [64, 64, 64] },
    { of: grid([4096, 4096], [512, 512]), box: [512, 512] },
    { of: grid([9], [2 ** 30]), box: [2 ** 30] },
    { of: grid([2 ** 20], [1]), box: [64] },
    { of: grid([0, 5], [1, 5]), box: [1, 5] },
    { of: grid([], []), box: [] },
  ])(
    "takes several small chunks of $of.shape in $of.chunkShape, first along the last axis",
    ({ of, box }) => {
      expect(boxShape(of)).toEqual(box);
    },
  );

  it("divides shards into equal boxes", () => {
    expect(boxShape(grid([9, 4096, 4096], [1, 64, 64], [1, 1280, 384]))).toEqual([1, 640, 384]);
    expect(boxShape(grid([9, 8192], [1, 64], [1, 64 * 94]))).toEqual([1, 64 * 47]);
  });
});

describe("chunkBoxes()", () => {
  it("gives all elements once, shard by shard", () => {
    const boxes = [...chunkBoxes(grid([2, 300, 700], [1, 64, 64], [1, 256, 256]))];
    expect(boxes.reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(2 * 300 * 700);
    expect(boxes.map(({ start }) => start.join())).toEqual(
      [0, 1].flatMap((z) => [0, 256].flatMap((y) => [0, 256, 512].map((x) => `${z},${y},${x}`))),
    );
    expect(boxes.at(-1)).toEqual({ start: [1, 256, 512], shape: [1, 44, 188] });
  });

  it("gives none of an empty array, and one of a 0-d array", () => {
    expect([...chunkBoxes(grid([0, 5], [1, 5]))]).toEqual([]);
    expect([...chunkBoxes(grid([], []))]).toEqual([{ start: [], shape: [] }]);
  });
});

describe("boxesInFlight()", () => {
  it("hides the latency of a server with boxes of together 8 MiB", () => {
    const [small, middling, large] = [
      [64, 64],
      [1024, 1024],
      [8192, 8192],
    ].map((chunk) => grid([2 ** 20, 2 ** 20], chunk));
    expect(boxesInFlight(small!, {})).toBe(4);
    expect(boxesInFlight(small!, { concurrency: 6 })).toBe(6);
    expect(boxesInFlight(small!, { concurrency: 6, isRemote: true })).toBe(16);
    expect(boxesInFlight(grid([9999], [1]), { isRemote: true })).toBe(32);
    expect(boxesInFlight(middling!, { isRemote: true })).toBe(4);
    expect(boxesInFlight(large!, { concurrency: 6, isRemote: true })).toBe(6);
  });
});
