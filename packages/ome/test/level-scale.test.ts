import { describe, expect, it } from "vitest";
import { levelFactors, levelOffset } from "../src/level-scale.ts";

describe("levelFactors()", () => {
  it.each([
    ["even lengths", [1, 64, 128], [1, 32, 64], [1, 2, 2]],
    ["lengths rounded down", [61, 57], [30, 28], [2, 2]],
    ["lengths rounded up", [61, 57], [31, 29], [2, 2]],
    ["a short side that says nothing", [3, 3000], [1, 1500], [2, 2]],
    ["a third", [300, 100], [100, 33], [3, 3]],
    ["one axis alone", [100, 100], [50, 100], [2, 1]],
    ["no common factor", [100, 100], [50, 25], [2, 4]],
    ["factors that are not whole", [100, 100], [40, 40], [2.5, 2.5]],
    ["the level itself", [5, 7], [5, 7], [1, 1]],
  ])("works out %s", (_, finest, level, factors) => {
    expect(levelFactors(finest, level)).toEqual(factors);
  });
});

describe("levelOffset()", () => {
  it("is the mean position of the elements that one stands for", () => {
    expect([1, 2, 4].map(levelOffset)).toEqual([0, 0.5, 1.5]);
  });
});
