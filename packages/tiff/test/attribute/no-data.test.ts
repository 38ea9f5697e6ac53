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
  ["float32", "5,5", 5.5],
  ["float32", "0x10", 0],
  ["int16", "1e3", 1000],
  ["uint32", "4294967295", 4294967295],
  ["uint64", "7", 7n],
  ["uint64", "18446744073709551615", 18446744073709551615n],
  ["uint64", "-1", 0n],
  ["int64", "-9223372036854775808", -9223372036854775808n],
  ["int64", "9223372036854775808", 0n],
  ["int64", "-1e3", -1000n],
  ["complex64", "-9999", [-9999, 0]],
  ["complex128", "none", [0, 0]],
] as const)("fillValueOf(%s, %o) is %o", (dataType, text, value) => {
  expect(fillValueOf(dataType, text)).toEqual(value);
});
