import { expect, test } from "vitest";
import { mapRows, pairRows } from "../../src/array/mapped-rows.ts";

const ALL = { kind: "all" } as const;

test("elements of blocks are paired in C order, whatever order the blocks are listed in", () => {
  const blocks = [
    { start: [2, 1], shape: [1, 2] },
    { start: [0, 0], shape: [2, 2] },
  ];
  const source = { selection: { kind: "blocks" as const, blocks }, shape: [3, 4] };
  expect(pairRows(source, { selection: ALL, shape: [6] })).toEqual([
    { from: 0, to: 0, length: 2 },
    { from: 4, to: 2, length: 2 },
    { from: 9, to: 4, length: 2 },
  ]);
});

test("rows are cut where a row of either array ends, and at the region", () => {
  const pairs = pairRows({ selection: ALL, shape: [2, 6] }, { selection: ALL, shape: [3, 4] });
  expect(mapRows(pairs, [2, 6], [3, 4], { start: [1, 1], shape: [2, 2] })).toEqual([
    {
      source: { start: [0, 0], shape: [2, 6] },
      sourceShape: [1, 12],
      boxes: [
        { from: [0, 5], to: [0, 0], shape: [1, 1] },
        { from: [0, 6], to: [0, 1], shape: [1, 1] },
        { from: [0, 9], to: [1, 0], shape: [1, 2] },
      ],
    },
  ]);
});

test("a selection of nothing has no rows, however far it reaches along another axis", () => {
  const axes = [
    { start: 0, stride: 1, count: 1, block: 2 ** 50 },
    { start: 0, stride: 1, count: 0, block: 1 },
  ];
  const nothing = { selection: { kind: "hyperslab" as const, axes }, shape: [2 ** 50, 3] };
  expect(pairRows(nothing, { selection: ALL, shape: [2] })).toEqual([]);
});

test("blocks beyond the array are an error, single points not supported", () => {
  const blocks = { kind: "blocks" as const, blocks: [{ start: [3], shape: [2] }] };
  const points = { kind: "points" as const, points: [[1]] };
  const target = { selection: ALL, shape: [2] };
  expect(() => pairRows({ selection: blocks, shape: [4] }, target)).toThrow("it ends beyond the shape [4]");
  expect(() => pairRows({ selection: points, shape: [4] }, target)).toThrow("single points");
});
