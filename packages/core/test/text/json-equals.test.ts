import { describe, expect, it } from "vitest";
import { jsonEquals } from "../../src/index.ts";

describe("jsonEquals()", () => {
  it("compares by value, whatever the order of keys", () => {
    expect(jsonEquals({ a: [1, null], b: "x" }, { b: "x", a: [1, null] })).toBe(true);
    expect(jsonEquals({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(jsonEquals([1], { 0: 1 })).toBe(false);
    expect(jsonEquals(null, {})).toBe(false);
    expect(jsonEquals({ toString: 1 }, {})).toBe(false);
  });
});
