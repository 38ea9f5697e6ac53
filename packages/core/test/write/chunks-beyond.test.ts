import { describe, expect, it } from "vitest";
import { chunksBeyond } from "../../src/write/chunks-beyond.ts";

describe("chunksBeyond()", () => {
  it.each([
    [
      [2, 3],
      [2, 2],
      ["0,2", "1,2"],
    ],
    [
      [2, 3],
      [1, 2],
      ["1,0", "1,1", "1,2", "0,2"],
    ],
    [
      [2, 2],
      [5, 1],
      ["0,1", "1,1"],
    ],
    [[2, 2], [2, 2], []],
    [
      [2, 1],
      [0, 1],
      ["0,0", "1,0"],
    ],
    [[], [], []],
  ])("finds what a grid of %j has beyond one of %j, each chunk once", (outer, inner, beyond) => {
    expect([...chunksBeyond(outer, inner, "test")].map(String)).toEqual(beyond);
  });

  it("refuses to count to millions", () => {
    expect(() => chunksBeyond([2 ** 20, 2 ** 20], [1, 1], "test").next()).toThrow(
      expect.objectContaining({ code: "unsupported" }),
    );
  });
});
