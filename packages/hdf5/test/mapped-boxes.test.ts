import { expect, test } from "vitest";
import { mapRegion, resolveSelection } from "../src/mapped-boxes.ts";

const ALL = { kind: "all" } as const;

function hyperslab(
  ...axes: readonly (readonly [start: number, stride: number, count: number, block: number])[]
) {
  return {
    kind: "hyperslab" as const,
    axes: axes.map(([start, stride, count, block]) => ({ start, stride, count, block })),
  };
}

test("a plane of a stack is the whole of its source", () => {
  const target = resolveSelection(hyperslab([2, 1, 1, 1], [0, 1, 1, 4], [0, 1, 1, 5]), [3, 4, 5]);
  const source = resolveSelection(ALL, [4, 5]);
  expect(mapRegion(source, target, { start: [0, 1, 0], shape: [3, 2, 5] })).toEqual({
    source: { start: [1, 0], shape: [2, 5] },
    sourceShape: [1, 2, 5],
    boxes: [{ from: [0, 0, 0], to: [2, 1, 0], shape: [1, 2, 5] }],
  });
});

test("rows apart are runs of the source side by side", () => {
  const target = resolveSelection(hyperslab([1, 3, 4, 1]), [12]);
  const source = resolveSelection(ALL, [4]);
  expect(mapRegion(source, target, { start: [2], shape: [9] })).toEqual({
    source: { start: [1], shape: [3] },
    sourceShape: [3],
    boxes: [
      { from: [0], to: [4], shape: [1] },
      { from: [1], to: [7], shape: [1] },
      { from: [2], to: [10], shape: [1] },
    ],
  });
});

test("a region that nothing is mapped into is undefined", () => {
  const target = resolveSelection(hyperslab([0, 1, 1, 4]), [10]);
  expect(mapRegion(resolveSelection(ALL, [4]), target, { start: [4], shape: [6] })).toBeUndefined();
});

test("shapes that cannot be paired are refused", () => {
  const target = resolveSelection(ALL, [3, 4]);
  const source = resolveSelection(ALL, [12]);
  expect(() => mapRegion(source, target, { start: [0, 0], shape: [3, 4] })).toThrow("the shapes differ");
});
