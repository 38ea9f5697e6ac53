import { expect, test } from "vitest";
import { planField, rationalOf } from "../../src/write/tiff-field.ts";

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

test.each([
  ["SHORT", 65536],
  ["SHORT", -1],
  ["LONG", 2 ** 32],
  ["LONG", 1.5],
  ["IFD8", 2 ** 53],
] as const)("planField() throws for a %s of %d", (type, number) => {
  expect(() => planField({ tag: 7, type, numbers: [1, number] })).toThrow(
    `Cannot write tag 7: ${number} is no ${type}`,
  );
});

test("planField() takes the largest numbers of each type", () => {
  for (const [type, number] of [
    ["SHORT", 65535],
    ["LONG", 2 ** 32 - 1],
    ["LONG8", 2 ** 53 - 1],
    ["RATIONAL", 1.5],
    ["DOUBLE", -Infinity],
  ] as const) {
    expect(planField({ tag: 7, type, numbers: [number] }).count).toBe(1);
  }
});
