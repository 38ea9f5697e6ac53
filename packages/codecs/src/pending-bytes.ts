/**
 * Bytes that are produced only on demand, directly where they are needed, such as an encoder's memory: it saves a copy.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export interface PendingBytes {
  readonly byteLength: number;
  /** Writes the bytes into `room`, which has their length and is aligned for any element; may be called again. */
  put(room: Bytes): void;
}

export function isPending(bytes: Bytes | PendingBytes): bytes is PendingBytes {
  return "put" in bytes;
}

/** Bytes that are there already as if they were pending. */
export function asPending(bytes: Bytes | PendingBytes): PendingBytes {
  if (isPending(bytes)) return bytes;
  return { byteLength: bytes.byteLength, put: (room) => room.set(bytes) };
}

/** Writes bytes, pending or not, into `room`. */
export function putInto(room: Bytes, bytes: Bytes | PendingBytes): void {
  if (isPending(bytes)) bytes.put(room);
  else room.set(bytes);
}

/** `bytes` themselves, or in new memory if they were pending. */
export function settle(bytes: Bytes | PendingBytes): Bytes {
  if (!isPending(bytes)) return bytes;
  const room = new Uint8Array(bytes.byteLength);
  bytes.put(room);
  return room;
}
