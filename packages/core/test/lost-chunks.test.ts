import { describe, expect, it } from "vitest";
import { lostChunks } from "../src/lost-chunks.ts";

describe("lostChunks()", () => {
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
  ])("cuts a grid of [%j] to [%j], each chunk once", (before, after, lost) => {
    expect([...lostChunks(before, after, "test")].map(String)).toEqual(lost);
  });

  it("refuses to count to millions", () => {
    expect(() => lostChunks([2 ** 20, 2 ** 20], [1, 1], "test").next()).toThrow(
      expect.objectContaining({ code: "unsupported" }),
    );
  });
});
