import { expect, test } from "vitest";
import { rationalOf } from "../../src/write/tiff-field.ts";

test.each([
  [0, 0, 1],
  [1, 1, 1],
  [0.5, 1, 2],
  [300, 300, 1],
  [1 / 3, 1, 3],
  [2 ** 32 - 1, 2 ** 32 - 1, 1],
  [2 ** 40, 2 ** 32 - 1, 1],
  [-1, 0, 1],
])("rationalOf(%d) is %d / %d", (value, numerator, denominator) => {
  expect(rationalOf(value)).toEqual([numerator, denominator]);
});

test("rationalOf() is as near as two 32-bit numbers get", () => {
  for (const value of [Math.PI, 1e-5, 123456.789, 1e7 / 3, 15384.615384615385]) {
    const [numerator, denominator] = rationalOf(value);
    expect(Math.abs(numerator / denominator - value) / value).toBeLessThan(1e-9);
  }
});
