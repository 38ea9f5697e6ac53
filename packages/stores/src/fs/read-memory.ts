/**
 * Memory that files are read into, used again once it is given back.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export interface ReadMemory {
  /** Memory of so many bytes, with anything in it. */
  allocate(byteLength: number): Bytes;
  /** Takes back what `allocate` gave and nobody uses any more; other bytes are left alone. */
  release(bytes: Bytes): void;
}

/** More is not kept. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;
/** Smaller pieces are as well left to the garbage collector. */
const LEAST_BYTES = 4096;
/** How many times as long as asked for a piece may be: whoever keeps it keeps all of it. */
const MAX_SURPLUS = 2;

/**
 * Memory of its own. The pages of a fresh ArrayBuffer take the system as long as reading into them, and each byte of it
 * brings the next garbage collection nearer: reading windows of an image takes half the time without (`bench tiff`).
 */
export function readMemory(): ReadMemory {
  const given = new WeakSet<ArrayBuffer>();
  const free: ArrayBuffer[] = [];
  let freeBytes = 0;

  /** Takes the shortest piece that is long enough out of those that are free. */
  function takeFree(byteLength: number): ArrayBuffer | undefined {
    let best = -1;
    for (const [i, { byteLength: length }] of free.entries()) {
      if (length >= byteLength && (best < 0 || length < free[best]!.byteLength)) best = i;
    }
    const piece = free[best];
    if (!piece || piece.byteLength > byteLength * MAX_SURPLUS) return undefined;
    free.splice(best, 1);
    freeBytes -= piece.byteLength;
    return piece;
  }

  return {
    allocate(byteLength) {
      if (byteLength < LEAST_BYTES) return new Uint8Array(byteLength);
      const buffer = takeFree(byteLength) ?? new ArrayBuffer(byteLength);
      given.add(buffer);
      return new Uint8Array(buffer, 0, byteLength);
    },
    release({ buffer }) {
      // What has been moved to another thread is empty.
      if (!given.delete(buffer) || buffer.byteLength === 0) return;
      free.push(buffer);
      freeBytes += buffer.byteLength;
      while (freeBytes > MAX_KEPT_BYTES) freeBytes -= free.shift()!.byteLength;
    },
  };
}

/** All that this thread reads of local files. */
export const fileMemory: ReadMemory = readMemory();
