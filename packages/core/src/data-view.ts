/**
 * Views for reading and writing numbers in bytes.
 *
 * @module
 */

import type { Bytes } from "./types.ts";

/** A DataView over exactly the memory of `bytes`, which may be part of a larger buffer. */
export function dataViewOf({ buffer, byteOffset, byteLength }: Bytes): DataView<ArrayBuffer> {
  return new DataView(buffer, byteOffset, byteLength);
}
