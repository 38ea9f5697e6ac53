/**
 * Bytes that are produced only on demand, directly where they are needed, such as an encoder's memory: it saves a copy.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export interface PendingBytes {
  readonly byteLength: number;
  /** Writes the bytes into `room`, which has their length and is aligned for any element. */
  put(room: Bytes): void;
}

/** Writes bytes, pending or not, into `room`. */
export function putInto(room: Bytes, bytes: Bytes | PendingBytes): void {
  if ("put" in bytes) bytes.put(room);
  else room.set(bytes);
}

/** `bytes` themselves, or in new memory if they were pending. */
export function settle(bytes: Bytes | PendingBytes): Bytes {
  if (!("put" in bytes)) return bytes;
  const room = new Uint8Array(bytes.byteLength);
  bytes.put(room);
  return room;
}
