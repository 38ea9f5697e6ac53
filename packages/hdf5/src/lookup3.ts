/**
 * The checksum of HDF5's metadata: Bob Jenkins' lookup3 (2006), `hashlittle` with initial value 0. HDF5 File Format
 * Specification 4.0 §I.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { invalidHdf5 } from "./hdf5-error.ts";

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

/** `hashlittle(bytes, 0)`, unsigned. */
export function lookup3(bytes: Bytes): number {
  const { length } = bytes;
  let a = (0xdeadbeef + length) | 0;
  let b = a;
  let c = a;
  const word = (start: number): number =>
    at(bytes, start) |
    (at(bytes, start + 1) << 8) |
    (at(bytes, start + 2) << 16) |
    (at(bytes, start + 3) << 24);
  let start = 0;
  for (; length - start > 12; start += 12) {
    a = (a + word(start)) | 0;
    b = (b + word(start + 4)) | 0;
    c = (c + word(start + 8)) | 0;
    a = (a - c) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = (a - c) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 4);
    b = (b + a) | 0;
  }
  if (start === length) return c >>> 0;
  a = (a + word(start)) | 0;
  b = (b + word(start + 4)) | 0;
  c = (c + word(start + 8)) | 0;
  c = (c ^ b) - rotate(b, 14);
  a = (a ^ c) - rotate(c, 11);
  b = (b ^ a) - rotate(a, 25);
  c = (c ^ b) - rotate(b, 16);
  a = (a ^ c) - rotate(c, 4);
  b = (b ^ a) - rotate(a, 14);
  c = (c ^ b) - rotate(b, 24);
  return c >>> 0;
}

/** Bytes past the end count as 0. */
function at(bytes: Bytes, place: number): number {
  return bytes[place] ?? 0;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, "0")}`;
}
