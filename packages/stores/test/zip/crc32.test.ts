import { crc32 as reference } from "node:zlib";
import { seededRandom } from "@chunkwright/testkit";
import { expect, test } from "vitest";
import { crc32 } from "../../src/zip/crc32.ts";

test("crc32() of the check value in the literature, and of nothing", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

test("crc32() is zlib's at every length and alignment", () => {
  const bytes = seededRandom(1).bytes(100);
  for (let start = 0; start < 9; start += 1) {
    for (let end = start; end <= bytes.byteLength; end += 1) {
      const part = bytes.subarray(start, end);
      expect(crc32(part)).toBe(reference(part));
    }
  }
});
