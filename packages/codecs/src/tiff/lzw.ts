/**
 * `tiff.lzw`: TIFF 6.0 §13, most significant bit first, code width changed one code early; and the older order that
 * libtiff calls "compat": least significant bit first, no early change.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed, type TakeBytes } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { kernelDecode } from "../kernel/kernel-decode.ts";

const CLEAR_CODE = 256;
const EOI_CODE = 257;
const FIRST_CODE = 258;
const MIN_WIDTH = 9;
const MAX_WIDTH = 12;
const TABLE_SIZE = 1 << MAX_WIDTH;

export const lzw: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("tiff.lzw", configuration, []);
    return {
      encoded: compressed(decoded),
      decode: (encoded, take) => decodeLzw(encoded, decoded.maxByteLength, take),
      encode: encodeLzw,
    };
  },
};

/** Decodes up to `maxByteLength` bytes: stops there, at EOI, or at the end of the input, as some writers omit EOI. */
export function decodeLzw(bytes: Bytes, maxByteLength: number, take?: TakeBytes): Promise<Bytes> {
  const room = Math.min(maxByteLength, maxOutput(bytes.length));
  return kernelDecode("lzw-decode", "LZW", bytes, room, take, isLsbFirst(bytes) ? 1 : 0);
}

/** As in libtiff: a stream in the new order starts with CLEAR, whose first byte is 0x80. */
function isLsbFirst(bytes: Bytes): boolean {
  return bytes.length >= 2 && bytes[0] === 0 && (bytes[1]! & 1) === 1;
}

/** The n-th code after a CLEAR decodes to at most n bytes, and the table has a limited size. */
function maxOutput(byteLength: number): number {
  const codes = Math.ceil((byteLength * 8) / MIN_WIDTH);
  return codes * Math.min(codes, TABLE_SIZE);
}

const HASH_BITS = 14;
const HASH_MASK = (1 << HASH_BITS) - 1;
/** libtiff's limit: the table is cleared while every code still fits 12 bits for every reader. */
const LAST_CODE = TABLE_SIZE - 2;

/** A stream that starts with CLEAR and ends with EOI. */
export function encodeLzw(bytes: Bytes): Bytes {
  // Each byte costs at most one 12-bit code; a CLEAR comes after 3,800 of them.
  const output = new Uint8Array(Math.ceil(bytes.length * 1.51) + 16);
  const keys = new Int32Array(1 << HASH_BITS).fill(-1);
  const codes = new Uint16Array(1 << HASH_BITS);
  let free = FIRST_CODE;
  let width = MIN_WIDTH;
  let position = 0;
  let bits = 0;
  let bitCount = 0;
  const put = (code: number): void => {
    bits = (bits << width) | code;
    bitCount += width;
    while (bitCount >= 8) {
      bitCount -= 8;
      output[position++] = bits >>> bitCount;
    }
  };
  put(CLEAR_CODE);
  let prefix = bytes.length > 0 ? bytes[0]! : EOI_CODE;
  for (let i = 1; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    const key = (prefix << 8) | byte;
    let slot = Math.imul(key, 0x9e3779b1) >>> (32 - HASH_BITS);
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & HASH_MASK;
    if (keys[slot] === key) {
      prefix = codes[slot]!;
      continue;
    }
    put(prefix);
    prefix = byte;
    keys[slot] = key;
    codes[slot] = free++;
    if (free === LAST_CODE) {
      put(CLEAR_CODE);
      keys.fill(-1);
      free = FIRST_CODE;
      width = MIN_WIDTH;
    } else if (free >= 1 << width) {
      // The decoder is one entry behind, hence the early change.
      width += 1;
    }
  }
  put(prefix);
  if (bytes.length > 0) {
    if (free + 1 >= 1 << width && width < MAX_WIDTH) width += 1;
    put(EOI_CODE);
  }
  if (bitCount > 0) output[position++] = bits << (8 - bitCount);
  return output.slice(0, position);
}
