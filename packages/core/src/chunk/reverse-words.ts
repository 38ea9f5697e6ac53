/**
 * Swapping the byte order within elements made of several words: records, UTF-32 strings, small floats.
 *
 * @module
 */

import type { Bytes } from "../types.ts";

/** Consecutive words of one size, `[byteLength, count]`. */
export type WordRun = readonly [byteLength: number, count: number];

/** Reverses the bytes of every word in place. `runs` describes one element; `bytes` holds whole elements. */
export function reverseWords(bytes: Bytes, runs: readonly WordRun[]): void {
  for (let offset = 0; offset < bytes.length; ) {
    const start = offset;
    for (const [byteLength, count] of runs) {
      const end = offset + byteLength * count;
      for (let word = offset; byteLength > 1 && word < end; word += byteLength) {
        bytes.subarray(word, word + byteLength).reverse();
      }
      offset = end;
    }
    if (offset === start) throw new RangeError("An element without words cannot be reversed");
  }
}
