/**
 * Swapping the byte order of words.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { kernelAt } from "../kernel/wasm-module.ts";

export type Endian = "little" | "big";

/** The byte order of typed arrays. */
export const HOST_ENDIAN: Endian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "little" : "big";

/**
 * Reverses the bytes of each word of 1, 2, 4 or 8 bytes in place. `bytes` starts at a multiple of `wordSize` in its
 * buffer.
 */
export function swapBytes(bytes: Bytes, wordSize: number): void {
  const { buffer, byteOffset, byteLength } = bytes;
  const kernel = kernelAt(bytes, "byteswap");
  if (kernel) kernel.call("byteswap", byteOffset, byteLength, wordSize);
  else if (wordSize === 2) swap16(bytes);
  else if (wordSize === 4) swap32(new Uint32Array(buffer, byteOffset, byteLength / 4));
  else if (wordSize === 8) swap64(new Uint32Array(buffer, byteOffset, byteLength / 4));
}

/** Swaps two words at a time, which is twice as fast; an unpaired word may remain at either end. */
function swap16({ buffer, byteOffset, byteLength }: Bytes): void {
  const words = new Uint16Array(buffer, byteOffset, byteLength / 2);
  if (words.length === 0) return;
  const first = byteOffset % 4 === 0 ? 0 : 1;
  const pairs = new Uint32Array(buffer, byteOffset + 2 * first, (words.length - first) >>> 1);
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairs[i]!;
    pairs[i] = ((pair & 0xff00ff) << 8) | ((pair >>> 8) & 0xff00ff);
  }
  if (first === 1) words[0] = (words[0]! << 8) | (words[0]! >>> 8);
  const last = first + 2 * pairs.length;
  if (last < words.length) words[last] = (words[last]! << 8) | (words[last]! >>> 8);
}

function swap32(words: Uint32Array): void {
  for (let i = 0; i < words.length; i += 1) words[i] = swapped(words[i]!);
}

function swap64(halves: Uint32Array): void {
  for (let i = 0; i < halves.length; i += 2) {
    const first = halves[i]!;
    halves[i] = swapped(halves[i + 1]!);
    halves[i + 1] = swapped(first);
  }
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
