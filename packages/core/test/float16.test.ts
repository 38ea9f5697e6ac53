import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { float16Bits, float16Value } from "../src/index.ts";

const numpy: { float16: { value: number; bits: number }[] } = JSON.parse(
  readFileSync(new URL("fixtures/numpy.json", import.meta.url), "utf8"),
);

it.each(numpy.float16)("float16Bits($value) equals NumPy's bits", ({ value, bits }) => {
  expect(float16Bits(value)).toBe(bits);
});

it("float16Value() undoes float16Bits() for every bit pattern but NaN payloads", () => {
  for (let bits = 0; bits < 65536; bits += 1) {
    const value = float16Value(bits);
    if (!Number.isNaN(value)) expect(float16Bits(value)).toBe(bits);
  }
  expect(float16Value(float16Bits(Number.NaN))).toBeNaN();
});
