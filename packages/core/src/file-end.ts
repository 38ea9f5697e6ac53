/**
 * Room at the end of a file that several threads write: each takes its own, in the order that they ask.
 *
 * @module
 */

import type { FileEnd } from "./types.ts";

/** The end of a file that has `byteLength` bytes so far. */
export function createFileEnd(byteLength: number, alignment: number): FileEnd {
  const memory = typeof SharedArrayBuffer === "undefined" ? new ArrayBuffer(8) : new SharedArrayBuffer(8);
  const offset = new BigInt64Array(memory);
  offset[0] = BigInt(aligned(byteLength, alignment));
  return { offset, alignment };
}

/** Where `byteLength` bytes go: nobody else is given that room. */
export function takeRoom({ offset, alignment }: FileEnd, byteLength: number): number {
  return Number(Atomics.add(offset, 0, BigInt(aligned(byteLength, alignment))));
}

function aligned(byteLength: number, alignment: number): number {
  return Math.ceil(byteLength / alignment) * alignment;
}
