import { describe, expect, it } from "vitest";
import {
  type ArrayInfo,
  checkChunkIndex,
  checkRegion,
  chunkExtent,
  chunkIndices,
  chunkRegion,
  chunksByShard,
  chunksInRegion,
  elementCount,
  gridShape,
  indexAt,
  intersection,
  linearIndex,
} from "../src/index.ts";

const grid = (shape: number[], chunkShape: number[]): ArrayInfo => ({
  dataType: "uint8",
  shape,
  chunkShape,
  fillValue: 0,
  codecs: [],
  attributes: {},
});

describe("the chunk grid", () => {
  it("rounds partial chunks up and clips their extent", () => {
    const info = grid([10, 7], [4, 7]);
    expect(gridShape(info)).toEqual([3, 1]);
    expect(chunkExtent(info, [2, 0])).toEqual([2, 7]);
    expect(chunkRegion(info, [2, 0])).toEqual({ start: [8, 0], shape: [2, 7] });
  });

  it("has one chunk for a 0-d array and none for an empty one", () => {
    expect([...chunkIndices(gridShape(grid([], [])))]).toEqual([[]]);
    expect([...chunkIndices(gridShape(grid([3, 0], [2, 2])))]).toEqual([]);
    expect(elementCount([])).toBe(1);
  });

  it("stays exact past 32 bits", () => {
    const info = grid([2 ** 40], [2 ** 20]);
    expect(gridShape(info)).toEqual([2 ** 20]);
    expect(chunkRegion(info, [2 ** 20 - 1]).start).toEqual([2 ** 40 - 2 ** 20]);
  });

  it("enumerates the last axis fastest", () => {
    expect([...chunkIndices([2, 2])]).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });

  it("names the chunks that a region touches, and no others", () => {
    const info = grid([10, 10], [4, 4]);
    expect([...chunksInRegion(info, { start: [3, 8], shape: [2, 2] })]).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect([...chunksInRegion(info, { start: [4, 4], shape: [0, 4] })]).toEqual([]);
  });

  it("intersects boxes, an axis without overlap having length 0", () => {
    const box = { start: [0, 5], shape: [4, 4] };
    expect(intersection(box, { start: [2, 0], shape: [9, 7] })).toEqual({ start: [2, 5], shape: [2, 2] });
    expect(intersection(box, { start: [4, 5], shape: [1, 1] }).shape).toEqual([0, 1]);
  });

  it.each([[[3]], [[0, 1]], [[-1]], [[0.5]]])("refuses chunk index %j", (index) => {
    expect(() => checkChunkIndex(grid([10], [4]), index)).toThrow(RangeError);
  });

  it.each([
    { start: [8], shape: [3] },
    { start: [-1], shape: [1] },
    { start: [0, 0], shape: [1, 1] },
    { start: [Number.NaN], shape: [1] },
  ])("refuses region %j outside ten elements", (region) => {
    expect(() => checkRegion([10], region)).toThrow(RangeError);
  });
});

describe("chunksByShard()", () => {
  it("goes shard by shard, with those at the edges truncated", () => {
    const info = { shape: [3, 5], chunkShape: [1, 1], shardShape: [2, 3] };
    const order = [...chunksByShard(info)].map((index) => index.join(""));
    expect(order.join(" ")).toBe("00 01 02 10 11 12 03 04 13 14 20 21 22 23 24");
  });

  it("is C order without shards", () => {
    expect([...chunksByShard({ shape: [2, 2], chunkShape: [1, 2] })]).toEqual([...chunkIndices([2, 1])]);
  });
});

describe("linearIndex() and indexAt()", () => {
  it.each([[[2, 3, 4]], [[5]], [[]]])("count the indices of %j in their order", (shape: number[]) => {
    const indices = [...chunkIndices(shape)];
    expect(indices.map((index) => linearIndex(shape, index))).toEqual(indices.map((_, n) => n));
    expect(indices.map((_, n) => indexAt(shape, n))).toEqual(indices);
  });

  it("count beyond 32 bits", () => {
    const index = [2 ** 20 - 1, 2 ** 20 - 2];
    expect(linearIndex([2 ** 20, 2 ** 20], index)).toBe(2 ** 40 - 2);
    expect(indexAt([2 ** 20, 2 ** 20], 2 ** 40 - 2)).toEqual(index);
  });
});
