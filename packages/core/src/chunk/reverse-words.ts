/**
 * Byte order inside elements that are no numbers: records, strings, small floats.
 *
 * @module
 */

import type { Bytes } from "../types.ts";

/** Words of one size in a row, `[byteLength, count]`. */
export type WordRun = readonly [byteLength: number, count: number];

/** Reverses every word in place. `runs` make one element, and `bytes` holds whole elements. */
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
