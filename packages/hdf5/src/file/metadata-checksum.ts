/**
 * The checksum of HDF5's metadata, lookup3. HDF5 File Format Specification 4.0 §I.
 *
 * @module
 */

import { lookup3 } from "@chunkwright/codecs/lazy";
import type { Bytes } from "@chunkwright/core";
import { invalidHdf5 } from "../hdf5-error.ts";

const CHECKSUM_BYTES = 4;

/** Throws "invalid-data" unless `bytes` end in the checksum of what comes before it. */
export function checkChecksum(bytes: Bytes, what: string): void {
  const length = bytes.byteLength - CHECKSUM_BYTES;
  if (length < 0) throw invalidHdf5(`Cannot read ${what}: ${bytes.byteLength} bytes have no checksum`);
  const stored = new DataView(bytes.buffer, bytes.byteOffset + length).getUint32(0, true);
  const computed = lookup3(bytes.subarray(0, length));
  if (stored === computed) return;
  throw invalidHdf5(`Cannot read ${what}: its checksum is ${hex(computed)}, ${hex(stored)} is stored`);
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, "0")}`;
}
