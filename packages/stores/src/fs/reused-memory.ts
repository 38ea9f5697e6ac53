/**
 * Memory for one thing after the other.
 *
 * @module
 */

import type { Allocate } from "./read-exactly.ts";

/** More is not kept. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/**
 * Gives the same memory each time, so that what it gave before is no longer good: what the system takes to make 512 KB of
 * fresh memory is as long as reading them (`bench read`).
 */
export function reusedMemory(): Allocate {
  let kept = new Uint8Array(0);
  return (byteLength) => {
    if (byteLength > MAX_KEPT_BYTES) return new Uint8Array(byteLength);
    if (byteLength > kept.byteLength) kept = new Uint8Array(byteLength);
    return kept.subarray(0, byteLength);
  };
}
