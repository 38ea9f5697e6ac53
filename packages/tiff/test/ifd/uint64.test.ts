import { expect, test } from "vitest";
import { getSafeInt64, getSafeUint64 } from "../../src/ifd/uint64.ts";

const view = new DataView(new ArrayBuffer(9));

test.each([true, false])("64-bit integers are numbers up to 2^53 - 1, little-endian: %s", (littleEndian) => {
  for (const value of [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 3, Number.MAX_SAFE_INTEGER]) {
    view.setBigUint64(1, BigInt(value), littleEndian);
    expect(getSafeUint64(view, 1, littleEndian)).toBe(value);
    view.setBigInt64(1, BigInt(-value), littleEndian);
    expect(getSafeInt64(view, 1, littleEndian)).toBe(0 - value);
  }
});

test.each([true, false])("64-bit integers beyond 2^53 - 1 are refused, little-endian: %s", (littleEndian) => {
  for (const value of [2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
    view.setBigUint64(1, value, littleEndian);
    expect(() => getSafeUint64(view, 1, littleEndian)).toThrow(`${value} is beyond 2^53 - 1`);
  }
  view.setBigInt64(1, -(2n ** 60n), littleEndian);
  expect(() => getSafeInt64(view, 1, littleEndian)).toThrow("-1152921504606846976 is beyond 2^53 - 1");
});
