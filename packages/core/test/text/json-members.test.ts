import { expect, it } from "vitest";
import { jsonMembers } from "../../src/index.ts";

it("jsonMembers() leaves out members that are undefined, and keeps null", () => {
  expect(jsonMembers({ a: 1, b: undefined, c: null })).toEqual([
    ["a", 1],
    ["c", null],
  ]);
});
