import { expect, it } from "vitest";
import { extendEdges } from "../../src/write/extend-edges.ts";

it("extendEdges() repeats the last column and row of samples side by side", () => {
  const samples = Uint8Array.of(1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0);
  extendEdges(samples, [3, 3, 2], [2, 2, 2]);
  expect([...samples]).toEqual([1, 2, 3, 4, 3, 4, 5, 6, 7, 8, 7, 8, 5, 6, 7, 8, 7, 8]);
});

it("extendEdges() leaves whole tiles alone", () => {
  const samples = Uint8Array.of(1, 2, 3, 4);
  extendEdges(samples, [2, 2], [2, 2]);
  expect([...samples]).toEqual([1, 2, 3, 4]);
});
