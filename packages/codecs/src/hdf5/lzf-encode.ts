/**
 * Encoding LZF: literals and matches within the last 8 KiB. LibLZF 3.6, lzf_c.c.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

const HASH_BITS = 14;
const MAX_LITERALS = 32;
const MAX_OFFSET = 8192;
const MIN_MATCH = 3;
const MAX_MATCH = 264;

/** The encoded stream, in the worst case 1/32 longer than `bytes`. */
export function encodeLzf(bytes: Bytes): Bytes {
  const { length } = bytes;
  const output = new Uint8Array(length + Math.ceil(length / MAX_LITERALS));
  const places = new Int32Array(2 ** HASH_BITS).fill(-1);
  let position = 0;
  let literals = 0;
  let at = 0;
  const flush = (): void => {
    for (; literals < at; ) {
      const run = Math.min(at - literals, MAX_LITERALS);
      output[position] = run - 1;
      output.set(bytes.subarray(literals, literals + run), position + 1);
      position += run + 1;
      literals += run;
    }
  };
  while (at + MIN_MATCH <= length) {
    const slot = hash(bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16));
    const from = places[slot]!;
    places[slot] = at;
    const matched = from >= 0 && at - from <= MAX_OFFSET ? matchLength(bytes, from, at) : 0;
    if (matched < MIN_MATCH) {
      at += 1;
      continue;
    }
    flush();
    const offset = at - from - 1;
    const code = matched - 2;
    output[position++] = (Math.min(code, 7) << 5) | (offset >>> 8);
    if (code >= 7) output[position++] = code - 7;
    output[position++] = offset & 255;
    at += matched;
    literals = at;
  }
  at = length;
  flush();
  return output.subarray(0, position);
}

function hash(bytes: number): number {
  return Math.imul(bytes, 0x9e3779b1) >>> (32 - HASH_BITS);
}

function matchLength(bytes: Bytes, from: number, at: number): number {
  const most = Math.min(MAX_MATCH, bytes.length - at);
  let length = 0;
  while (length < most && bytes[from + length] === bytes[at + length]) length += 1;
  return length;
}
