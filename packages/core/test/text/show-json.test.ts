import { expect, test } from "vitest";
import { showJson } from "../../src/index.ts";

test("showJson() shortens JSON, and shows undefined as absent", () => {
  expect([undefined, null, "a", [1, { b: 2 }], 2n ** 63n, [1n]].map(showJson)).toEqual([
    "absent",
    "null",
    '"a"',
    '[1,{"b":2}]',
    "9223372036854775808",
    '["1"]',
  ]);
  expect(showJson("x".repeat(99))).toBe(`"${"x".repeat(56)}...`);
});
