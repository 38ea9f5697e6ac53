import type { DataType, Json, Scalar } from "@chunkwright/core";
import { describe, expect, it } from "vitest";
import { elementType } from "../../src/element/element-type.ts";
import { parseFillValue, printFillValue } from "../../src/element/fill-value.ts";
import { parseFillValueV2 } from "../../src/v2/fill-value.ts";

describe("parseFillValue()", () => {
  it.each<[DataType, Json, Scalar]>([
    ["bool", true, true],
    ["int8", -128, -128],
    ["uint8", 255, 255],
    ["int64", -9223372036854775808n, -(2n ** 63n)],
    ["int64", 5, 5n],
    ["uint64", 18446744073709551615n, 2n ** 64n - 1n],
    ["float32", 0.1, Math.fround(0.1)],
    ["float32", 1e300, Number.POSITIVE_INFINITY],
    ["float16", 0.1, 0.0999755859375],
    ["float64", 10n ** 20n, 1e20],
    ["float64", "NaN", Number.NaN],
    ["float16", "Infinity", Number.POSITIVE_INFINITY],
    ["float32", "-Infinity", Number.NEGATIVE_INFINITY],
    ["float32", "0x7fc00000", Number.NaN],
    ["float32", "0x3fc00000", 1.5],
    ["float64", "0xBFF8000000000000", -1.5],
    ["float16", "0x3e00", 1.5],
    ["float64", -0, -0],
    ["complex64", [1, "NaN"], [1, Number.NaN]],
    ["complex128", ["-Infinity", "0x3ff0000000000000"], [Number.NEGATIVE_INFINITY, 1]],
  ])("reads %s %s", (dataType, json, value) => {
    expect(parseFillValue(json, dataType)).toEqual(value);
  });

  it.each<[DataType, Json]>([
    ["bool", 1],
    ["bool", "true"],
    ["int8", 128],
    ["int8", 1.5],
    ["uint8", -1],
    ["uint64", 2n ** 64n],
    ["int64", 2n ** 63n],
    ["int32", "0x10"],
    ["float32", "nan"],
    ["float32", "0x7fc0000000"],
    ["float32", "0x"],
    ["float32", null],
    ["float64", true],
    ["complex64", 1],
    ["complex64", [1, 2, 3]],
    ["complex64", [1, null]],
  ])("refuses %s %s", (dataType, json) => {
    expect(parseFillValue(json, dataType)).toBeUndefined();
  });
});

it.each<[Scalar, Json]>([
  [true, true],
  [2n ** 53n - 1n, 2 ** 53 - 1],
  [2n ** 53n + 1n, 2n ** 53n + 1n],
  [Number.NaN, "NaN"],
  [
    [Number.NEGATIVE_INFINITY, -0],
    ["-Infinity", -0],
  ],
])("printFillValue() spells %s", (value, json) => {
  expect(printFillValue(value)).toEqual(json);
});

describe("parseFillValueV2()", () => {
  it.each<[DataType, Json, Scalar]>([
    ["uint16", null, 0],
    ["complex64", null, [0, 0]],
    ["uint8", "0", 0],
    ["int64", "-9223372036854775808", -(2n ** 63n)],
    ["float32", "1.5e3", 1500],
    ["float32", "NaN", Number.NaN],
    ["bool", 0, false],
    ["complex64", 2, [2, 0]],
  ])("reads %s %s", (dataType, json, value) => {
    expect(
      parseFillValueV2(json, {
        type: elementType({ name: dataType }, "a test"),
        endian: "little",
        swaps: [],
      }),
    ).toEqual(value);
  });

  it.each<[DataType, Json]>([
    ["uint8", "256"],
    ["uint8", "AAAA"],
    ["uint8", ""],
    ["bool", "1"],
    ["bool", 2],
    ["complex64", [1]],
  ])("refuses %s %s", (dataType, json) => {
    expect(
      parseFillValueV2(json, {
        type: elementType({ name: dataType }, "a test"),
        endian: "little",
        swaps: [],
      }),
    ).toBeUndefined();
  });
});
