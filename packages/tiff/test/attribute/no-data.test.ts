import { expect, test } from "vitest";
import { fillValueOf } from "../../src/attribute/no-data.ts";

test.each([
  ["uint8", "255", 255],
  ["uint8", "256", 0],
  ["uint8", "1.5", 0],
  ["int16", " -9 ", -9],
  ["float32", "-3.4e38", -3.4e38],
  ["float64", "nan", Number.NaN],
  ["float64", "-inf", -Infinity],
  ["uint16", "none", 0],
  ["uint16", undefined, 0],
  ["uint64", "7", 0n],
] as const)("fillValueOf(%s, %o) is %o", (dataType, text, value) => {
  expect(fillValueOf(dataType, text)).toBe(value);
});
