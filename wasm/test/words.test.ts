import { wasm as bloscDecode } from "@chunkwright/wasm/blosc-decode";
import { wasm as bloscDecodeSimd } from "@chunkwright/wasm/blosc-decode.simd";
import { wasm as inflate } from "@chunkwright/wasm/inflate";
import { wasm as inflateSimd } from "@chunkwright/wasm/inflate.simd";
import { wasm as lz4Decode } from "@chunkwright/wasm/lz4-decode";
import { wasm as lz4DecodeSimd } from "@chunkwright/wasm/lz4-decode.simd";
import { wasm as lzmaDecode } from "@chunkwright/wasm/lzma-decode";
import { wasm as lzwDecode } from "@chunkwright/wasm/lzw-decode";
import { wasm as lzwDecodeSimd } from "@chunkwright/wasm/lzw-decode.simd";
import { wasm as zstdDecode } from "@chunkwright/wasm/zstd-decode";
import { wasm as zstdDecodeSimd } from "@chunkwright/wasm/zstd-decode.simd";
import { describe, expect, test } from "vitest";
import { type Kernel, loadKernel } from "./kernel.ts";
import { randomBytes } from "./random.ts";

const PREDICTED: [string, string][] = [
  ["inflate", inflate],
  ["inflate.simd", inflateSimd],
  ["lzma-decode", lzmaDecode],
  ["lzw-decode", lzwDecode],
  ["lzw-decode.simd", lzwDecodeSimd],
  ["zstd-decode", zstdDecode],
  ["zstd-decode.simd", zstdDecodeSimd],
];
const OTHERS: [string, string][] = [
  ["blosc-decode", bloscDecode],
  ["blosc-decode.simd", bloscDecodeSimd],
  ["lz4-decode", lz4Decode],
  ["lz4-decode.simd", lz4DecodeSimd],
];
const WORD_SIZES = [1, 2, 4, 8];

describe.each([...PREDICTED, ...OTHERS])("%s", (_name, wasm) => {
  const kernel = loadKernel(wasm);

  test.each(WORD_SIZES.slice(1))("byteswap() reverses words of %i bytes and keeps the tail", (wordSize) => {
    for (let length = 0; length < 100; length += 1) {
      const bytes = randomBytes(length, length);
      const swapped = inPlace(kernel, bytes, (at) => kernel.call.byteswap!(at, length, wordSize));
      expect(swapped).toEqual(reversed(bytes, wordSize));
    }
  });

  test.each([0, 1, 3, 16])("byteswap() leaves words of %i bytes alone", (wordSize) => {
    const bytes = randomBytes(100, 1);
    expect(inPlace(kernel, bytes, (at) => kernel.call.byteswap!(at, bytes.length, wordSize))).toEqual(bytes);
  });
});

describe.each(PREDICTED)("%s", (_name, wasm) => {
  const kernel = loadKernel(wasm);

  test.each(WORD_SIZES)("accumulate() sums words of %i bytes in each row anew", (wordSize) => {
    for (const stride of [1, 2, 3, 4, 5, 7, 15, 16, 17]) {
      for (const pixels of [1, 2, 3, 9, 40]) {
        const distance = stride * wordSize;
        const rowLength = pixels * distance;
        const bytes = randomBytes(3 * rowLength, rowLength);
        const sums = inPlace(kernel, bytes, (at) =>
          kernel.call.accumulate!(at, bytes.length, rowLength, distance, wordSize),
        );
        expect(sums, `${pixels} pixels of ${stride}`).toEqual(summed(bytes, rowLength, distance, wordSize));
      }
    }
  });
});

function inPlace(kernel: Kernel, bytes: Uint8Array, work: (at: number) => void): Uint8Array {
  kernel.clear();
  const at = kernel.put(bytes, 0);
  work(at);
  kernel.check();
  return kernel.get(at, bytes.length);
}

function reversed(bytes: Uint8Array, wordSize: number): Uint8Array {
  const result = Uint8Array.from(bytes);
  for (let at = 0; at + wordSize <= bytes.length; at += wordSize) {
    result.subarray(at, at + wordSize).reverse();
  }
  return result;
}

/** Byte by byte, with carries: TIFF 6.0 §14 for words of any size. */
function summed(bytes: Uint8Array, rowLength: number, distance: number, wordSize: number): Uint8Array {
  const result = Uint8Array.from(bytes);
  for (let word = 0; word < bytes.length; word += wordSize) {
    if (word % rowLength < distance) continue;
    let carry = 0;
    for (let i = word; i < word + wordSize; i += 1) {
      const sum = result[i]! + result[i - distance]! + carry;
      result[i] = sum % 256;
      carry = Math.floor(sum / 256);
    }
  }
  return result;
}
