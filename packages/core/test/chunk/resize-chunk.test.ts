import { expect, test } from "vitest";
import { type Chunk, resizeChunk } from "../../src/index.ts";

const CHUNK: Chunk = { dataType: "uint8", shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) };

test("resizeChunk() crops and pads, also both at once", () => {
  const elements = (shape: readonly number[], fillValue?: number) => [
    ...resizeChunk(CHUNK, shape, fillValue).data,
  ];
  expect(elements([1, 2])).toEqual([1, 2]);
  expect(elements([3, 2])).toEqual([1, 2, 4, 5, 0, 0]);
  expect(elements([1, 4], 9)).toEqual([1, 2, 3, 9]);
  expect(resizeChunk(CHUNK, [2, 3], 9)).toBe(CHUNK);
});

test("resizeChunk() pads strings with empty ones", () => {
  const chunk: Chunk = { dataType: "string", shape: [1], data: ["a"] };
  expect(resizeChunk(chunk, [2]).data).toEqual(["a", ""]);
});
