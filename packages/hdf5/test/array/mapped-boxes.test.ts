import type { Region, Shape } from "@chunkwright/core";
import { expect, test } from "vitest";
import { mapRegion, pairAxes, resolveSelection, touches } from "../../src/array/mapped-boxes.ts";
import type { AxisSelections } from "../../src/array/selection.ts";

const ALL = { kind: "all" } as const;

function hyperslab(
  ...axes: readonly (readonly [start: number, stride: number, count: number, block: number])[]
) {
  return {
    kind: "hyperslab" as const,
    axes: axes.map(([start, stride, count, block]) => ({ start, stride, count, block })),
  };
}

function map(
  [source, sourceShape]: readonly [AxisSelections, Shape],
  [target, targetShape]: readonly [AxisSelections, Shape],
  region: Region,
) {
  const sourceAxes = resolveSelection(source, sourceShape);
  const targetAxes = resolveSelection(target, targetShape);
  const pairs = pairAxes(sourceAxes, targetAxes);
  return pairs && mapRegion(sourceAxes, sourceShape, targetAxes, pairs, region);
}

test("a plane of a stack is the whole of its source", () => {
  const plane = hyperslab([2, 1, 1, 1], [0, 1, 1, 4], [0, 1, 1, 5]);
  expect(map([ALL, [4, 5]], [plane, [3, 4, 5]], { start: [0, 1, 0], shape: [3, 2, 5] })).toEqual({
    source: { start: [1, 0], shape: [2, 5] },
    sourceShape: [1, 2, 5],
    boxes: [{ from: [0, 0, 0], to: [2, 0, 0], shape: [1, 2, 5] }],
  });
});

test("rows apart are runs of the source side by side", () => {
  const rows = hyperslab([1, 3, 4, 1]);
  expect(map([ALL, [4]], [rows, [12]], { start: [2], shape: [9] })).toEqual({
    source: { start: [1], shape: [3] },
    sourceShape: [3],
    boxes: [
      { from: [0], to: [2], shape: [1] },
      { from: [1], to: [5], shape: [1] },
      { from: [2], to: [8], shape: [1] },
    ],
  });
});

test("a region far along is found at once", () => {
  const everySecond = hyperslab([0, 2, 2 ** 40, 1]);
  const region = { start: [2 ** 39], shape: [2] };
  expect(map([everySecond, [2 ** 41]], [ALL, [2 ** 40]], region)?.source).toEqual({
    start: [2 ** 40],
    shape: [3],
  });
});

test("a region that nothing is mapped into is undefined", () => {
  expect(map([ALL, [4]], [hyperslab([0, 1, 1, 4]), [10]], { start: [4], shape: [6] })).toBeUndefined();
});

test("what a source has lost since it was mapped is not there", () => {
  const rows = hyperslab([0, 1, 1, 6]);
  expect(map([rows, [4]], [ALL, [6]], { start: [0], shape: [6] })?.boxes).toEqual([
    { from: [0], to: [0], shape: [4] },
  ]);
});

test("as many elements in another shape have no axes in common", () => {
  const axes = (shape: Shape) => resolveSelection(ALL, shape);
  expect(pairAxes(axes([12]), axes([3, 4]))).toBeUndefined();
  expect(pairAxes(axes([6, 10]), axes([4, 15]))).toBeUndefined();
  expect(pairAxes(axes([6, 1, 10]), axes([6, 10]))).toEqual(
    new Map([
      [0, 0],
      [1, 2],
    ]),
  );
});

test("a selection touches what holds an element of it", () => {
  const blocks = hyperslab([2, 5, 3, 2]);
  const hits = Array.from({ length: 18 }, (_, start) =>
    touches(blocks, [18], { start: [start], shape: [1] }),
  );
  expect(hits.flatMap((hit, place) => (hit ? [place] : []))).toEqual([2, 3, 7, 8, 12, 13]);
  expect(touches(blocks, [18], { start: [4], shape: [3] })).toBe(false);
  expect(touches(blocks, [18], { start: [4], shape: [4] })).toBe(true);
  expect(touches(ALL, [3, 4], { start: [2, 3], shape: [1, 1] })).toBe(true);
  expect(touches({ kind: "none" }, [3], { start: [0], shape: [3] })).toBe(false);
  const box = { kind: "blocks" as const, blocks: [{ start: [1, 1], shape: [1, 2] }] };
  expect(touches(box, [4, 4], { start: [0, 0], shape: [2, 2] })).toBe(true);
  expect(touches(box, [4, 4], { start: [0, 3], shape: [4, 1] })).toBe(false);
});
