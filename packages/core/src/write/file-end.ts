/**
 * Allocating space at the end of a file that several threads append to, by one shared atomic offset.
 *
 * @module
 */

import type { FileEnd } from "../types.ts";

/** The end of a file of `byteLength` bytes. */
export function createFileEnd(byteLength: number, alignment: number): FileEnd {
  const memory = typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(8) : new SharedArrayBuffer(8);
  const offset = new BigInt64Array(memory);
  offset[0] = BigInt(byteLength);
  return { offset, alignment };
}

/** Allocates `byteLength` bytes and returns their offset, a multiple of the alignment. */
export function takeRoom({ offset, alignment }: FileEnd, byteLength: number): number {
  for (;;) {
    const end = Atomics.load(offset, 0);
    const start = Math.ceil(Number(end) / alignment) * alignment;
    if (Atomics.compareExchange(offset, 0, end, BigInt(start + byteLength)) === end) return start;
  }
}

/** The offset after everything allocated so far. */
export function offsetOfEnd({ offset }: FileEnd): number {
  return Number(Atomics.load(offset, 0));
}
