/**
 * A pool of buffers that files are read into.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export interface ReadMemory {
  /** Memory of `byteLength` bytes, with arbitrary contents. */
  allocate(byteLength: number): Bytes;
  /** Takes back bytes from `allocate` that are no longer used; ignores other bytes. */
  release(bytes: Bytes): void;
}

/** Free buffers beyond this are dropped. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;
/** Smaller requests are not pooled. */
const LEAST_BYTES = 4096;
/** A buffer is reused for requests down to its length divided by this, to limit what a caller keeps alive. */
const MAX_SURPLUS = 2;

/**
 * An empty pool. Mapping the pages of a fresh ArrayBuffer takes as long as reading into them, and every allocation
 * brings the next garbage collection closer: reading windows of an image takes half the time with a pool (`bench
 * tiff`).
 */
export function readMemory(): ReadMemory {
  const lent = new WeakSet<ArrayBuffer>();
  const free: ArrayBuffer[] = [];
  let freeBytes = 0;

  /** Takes the shortest free buffer that is long enough. */
  function takeFree(byteLength: number): ArrayBuffer | undefined {
    let best = -1;
    for (const [i, { byteLength: length }] of free.entries()) {
      if (length >= byteLength && (best < 0 || length < free[best]!.byteLength)) best = i;
    }
    const buffer = free[best];
    if (!buffer || buffer.byteLength > byteLength * MAX_SURPLUS) return undefined;
    free.splice(best, 1);
    freeBytes -= buffer.byteLength;
    return buffer;
  }

  return {
    allocate(byteLength) {
      if (byteLength < LEAST_BYTES) return new Uint8Array(byteLength);
      const buffer = takeFree(byteLength) ?? new ArrayBuffer(byteLength);
      lent.add(buffer);
      return new Uint8Array(buffer, 0, byteLength);
    },
    release({ buffer }) {
      // A buffer that was transferred to another thread is empty.
      if (!lent.delete(buffer) || buffer.byteLength === 0) return;
      free.push(buffer);
      freeBytes += buffer.byteLength;
      while (freeBytes > MAX_KEPT_BYTES) freeBytes -= free.shift()!.byteLength;
    },
  };
}

/** The pool for everything that this thread reads from local files. */
export const fileMemory: ReadMemory = readMemory();
