/**
 * Byte order of machine words.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export type Endian = "little" | "big";

/** The order of words in typed arrays. */
export const HOST_ENDIAN: Endian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? "little" : "big";

/** Reverses the bytes of each word of 1, 2, 4 or 8 bytes in place. `bytes` starts at a multiple of `wordSize` in its buffer. */
export function swapBytes({ buffer, byteOffset, byteLength }: Bytes, wordSize: number): void {
  if (wordSize === 2) swap16(new Uint16Array(buffer, byteOffset, byteLength / 2));
  if (wordSize === 4) swap32(new Uint32Array(buffer, byteOffset, byteLength / 4));
  if (wordSize === 8) swap64(new Uint32Array(buffer, byteOffset, byteLength / 4));
}

function swap16(words: Uint16Array): void {
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    words[i] = (word << 8) | (word >>> 8);
  }
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
