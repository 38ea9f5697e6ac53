/**
 * Bob Jenkins' hash lookup3 (2006), `hashlittle`: the checksum of HDF5's metadata. HDF5 File Format Specification 4.0
 * §I.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

const BLOCK_BYTES = 12;

/** `hashlittle(bytes, seed)`, unsigned. */
export function lookup3(bytes: Bytes, seed = 0): number {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let a = (0xdeadbeef + length + seed) | 0;
  let b = a;
  let c = a;
  let start = 0;
  for (; length - start > BLOCK_BYTES; start += BLOCK_BYTES) {
    a = (a + view.getInt32(start, true)) | 0;
    b = (b + view.getInt32(start + 4, true)) | 0;
    c = (c + view.getInt32(start + 8, true)) | 0;
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
  a = (a + lastWord(bytes, start)) | 0;
  b = (b + lastWord(bytes, start + 4)) | 0;
  c = (c + lastWord(bytes, start + 8)) | 0;
  c = (c ^ b) - rotate(b, 14);
  a = (a ^ c) - rotate(c, 11);
  b = (b ^ a) - rotate(a, 25);
  c = (c ^ b) - rotate(b, 16);
  a = (a ^ c) - rotate(c, 4);
  b = (b ^ a) - rotate(a, 14);
  c = (c ^ b) - rotate(b, 24);
  return c >>> 0;
}

/** A word of the last block; bytes past the end count as 0. */
function lastWord(bytes: Bytes, start: number): number {
  const at = (place: number): number => bytes[place] ?? 0;
  return at(start) | (at(start + 1) << 8) | (at(start + 2) << 16) | (at(start + 3) << 24);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
