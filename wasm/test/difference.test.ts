import { wasm as deflate } from "@chunkwright/wasm/deflate";
import { wasm as deflateSimd } from "@chunkwright/wasm/deflate.simd";
import { wasm as zstdEncode } from "@chunkwright/wasm/zstd-encode";
import { wasm as zstdEncodeSimd } from "@chunkwright/wasm/zstd-encode.simd";
import { describe, expect, test } from "vitest";
import { loadKernel } from "./kernel.ts";
import { randomBytes } from "./random.ts";

const ENCODERS: [string, string][] = [
  ["deflate", deflate],
  ["deflate.simd", deflateSimd],
  ["zstd-encode", zstdEncode],
  ["zstd-encode.simd", zstdEncodeSimd],
];

describe.each(ENCODERS)("%s", (_name, wasm) => {
  const kernel = loadKernel(wasm);

  test.each([1, 2, 4, 8])("difference() subtracts words of %i bytes in each row anew", (wordSize) => {
    for (const stride of [1, 2, 3, 4, 5, 7, 15, 16, 17]) {
      for (const pixels of [1, 2, 3, 9, 40]) {
        const distance = stride * wordSize;
        const rowLength = pixels * distance;
        const bytes = randomBytes(3 * rowLength, rowLength);
        kernel.clear();
        const at = kernel.put(bytes, 0);
        kernel.call.difference!(at, bytes.length, rowLength, distance, wordSize);
        kernel.check();
        const expected = differences(bytes, rowLength, distance, wordSize);
        expect(kernel.get(at, bytes.length), `${pixels} pixels of ${stride}`).toEqual(expected);
      }
    }
  });
});

/** Byte by byte, with borrows: TIFF 6.0 §14 for words of any size. */
function differences(bytes: Uint8Array, rowLength: number, distance: number, wordSize: number): Uint8Array {
  const result = Uint8Array.from(bytes);
  for (let word = 0; word < bytes.length; word += wordSize) {
    if (word % rowLength < distance) continue;
    let borrow = 0;
    for (let i = word; i < word + wordSize; i += 1) {
      const difference = bytes[i]! - bytes[i - distance]! - borrow;
      result[i] = difference & 255;
      borrow = difference < 0 ? 1 : 0;
    }
  }
  return result;
}
