/**
 * Bytes that are written only where they are wanted, in an encoder's own memory say: it spares a copy.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export interface PendingBytes {
  readonly byteLength: number;
  /** Fills `room`, of that length and aligned for any element. */
  put(room: Bytes): void;
}

/** Writes bytes, pending or there already, into `room`. */
export function putInto(room: Bytes, bytes: Bytes | PendingBytes): void {
  if ("put" in bytes) bytes.put(room);
  else room.set(bytes);
}

/** Bytes that are there: in fresh memory if they were pending. */
export function settle(bytes: Bytes | PendingBytes): Bytes {
  if (!("put" in bytes)) return bytes;
  const room = new Uint8Array(bytes.byteLength);
  bytes.put(room);
  return room;
}
