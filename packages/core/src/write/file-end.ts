/**
 * Room at the end of a file that several threads write: each takes its own, in the order that they ask.
 *
 * @module
 */

import type { FileEnd } from "../types.ts";

/** The end of a file that has `byteLength` bytes so far. */
export function createFileEnd(byteLength: number, alignment: number): FileEnd {
  const memory = typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(8) : new SharedArrayBuffer(8);
  const offset = new BigInt64Array(memory);
  offset[0] = BigInt(byteLength);
  return { offset, alignment };
}

/** Where `byteLength` bytes go: nobody else is given that room. */
export function takeRoom({ offset, alignment }: FileEnd, byteLength: number): number {
  for (;;) {
    const end = Atomics.load(offset, 0);
    const start = Math.ceil(Number(end) / alignment) * alignment;
    if (Atomics.compareExchange(offset, 0, end, BigInt(start + byteLength)) === end) return start;
  }
}

/** Behind all that has been given out. */
export function offsetOfEnd({ offset }: FileEnd): number {
  return Number(Atomics.load(offset, 0));
}
