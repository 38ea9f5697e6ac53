/**
 * Comparing bytes: vitest's own comparison takes seconds for a megabyte.
 *
 * @module
 */

import { expect } from "vitest";

/** Fails unless both are the same bytes, naming the first difference. */
export function expectBytes(actual: Uint8Array | undefined, expected: Uint8Array, what = "bytes"): void {
  expect(actual?.byteLength, `length of ${what}`).toBe(expected.byteLength);
  if (!actual || Buffer.compare(actual, expected) === 0) return;
  const place = actual.findIndex((byte, i) => byte !== expected[i]);
  expect.fail(`${what} differ at ${place}: ${actual[place]} for ${expected[place]}`);
}
