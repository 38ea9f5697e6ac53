import { expect, test } from "vitest";
import { parseSelection, type Selection } from "../../../src/array/selection.ts";
import { FieldReader } from "../../../src/file/field-reader.ts";
import { isPrintable, printSelection } from "../../../src/write/print/print-selection.ts";

const axis = (start: number, stride: number, count: number | undefined, block: number | undefined) => {
  return { start, stride, count, block };
};

test.each<Selection>([
  { kind: "none" },
  { kind: "all" },
  {
    kind: "points",
    points: [
      [3, 1],
      [0, 0],
      [3, 1],
    ],
  },
  {
    kind: "blocks",
    blocks: [
      { start: [0, 0], shape: [2, 2] },
      { start: [3, 5], shape: [1, 4] },
    ],
  },
  { kind: "hyperslab", axes: [axis(1, 4, 3, 2), axis(0, 1, 1, 7)] },
])("printSelection() prints what is parsed again: %j", (selection) => {
  const fields = new FieldReader(printSelection(selection), "a test", { sizeOfOffsets: 8, sizeOfLengths: 8 });
  expect(parseSelection(fields)).toEqual(selection);
  expect(fields.remaining).toBe(0);
});

test.each<Selection>([
  { kind: "hyperslab", axes: [axis(0, 1, undefined, 1)] },
  { kind: "hyperslab", axes: [axis(0, 2, 300, 1), axis(0, 2, 300, 1)] },
  { kind: "points", points: [[2 ** 32]] },
  { kind: "points", points: [[1], [1, 2]] },
  { kind: "points", points: [] },
])("printSelection() refuses what version 1 cannot say: %j", (selection) => {
  expect(isPrintable(selection)).toBe(false);
  expect(() => printSelection(selection)).toThrow(TypeError);
});
