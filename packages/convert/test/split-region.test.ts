import { expect, it } from "vitest";
import { splitRegion } from "../src/split-region.ts";

const whole = (shape: number[]) => ({ start: shape.map(() => 0), shape });
const rowsOf = (shape: number[], chunkShape: number[], most: number) =>
  [...splitRegion(whole(shape), chunkShape, most)].map((piece) => piece.shape[0]);

it("takes as many rows of whole chunks as fit", () => {
  expect(rowsOf([100, 10], [8, 5], 330)).toEqual([32, 32, 32, 4]);
  expect(rowsOf([100, 10], [8, 5], 80)).toEqual([...Array.from({ length: 12 }, () => 8), 4]);
});

it("cuts rows of chunks that do not fit, but none that do", () => {
  expect(rowsOf([20, 10], [8, 5], 50)).toEqual([5, 3, 5, 3, 4]);
  const inside = { start: [5, 0], shape: [30, 10] };
  expect([...splitRegion(inside, [8, 5], 200)].map(({ start, shape }) => [start[0], shape[0]])).toEqual([
    [5, 19],
    [24, 11],
  ]);
});
