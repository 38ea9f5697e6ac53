import { expect, it } from "vitest";
import { combinations } from "../src/combinations.ts";

it("combines the items of each list, the last list's changing fastest", () => {
  expect(combinations([["a", "b"], ["c"], ["d", "e"]])).toEqual([
    ["a", "c", "d"],
    ["a", "c", "e"],
    ["b", "c", "d"],
    ["b", "c", "e"],
  ]);
});

it("has one combination of no lists, and none with an empty one", () => {
  expect(combinations([])).toEqual([[]]);
  expect(combinations([[1], []])).toEqual([]);
});
