/**
 * Prefix codes. RFC 7932 §3; ISO/IEC 18181-1 §C.2.4.
 *
 * @module
 */

import { CODE_LENGTH_ORDER } from "../jpeg-xl-codes.ts";
import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";

const LONGEST = 15;
const COMPLETE = 1 << LONGEST;
/** Codes of up to so many bits are looked up. */
const TABLE_BITS = 9;

export interface PrefixCode {
  decode(reader: JpegXlReader): number;
}

/** Reads the code of an alphabet of `size` tokens. RFC 7932 §3.4 and §3.5. */
export function readPrefixCode(reader: JpegXlReader, size: number): PrefixCode {
  if (size === 1) return constantCode(0);
  const skipped = reader.read(2);
  return skipped === 1 ? readSimpleCode(reader, size) : readComplexCode(reader, size, skipped);
}

function constantCode(token: number): PrefixCode {
  return { decode: () => token };
}

/** RFC 7932 §3.4: by the number of tokens, and the last bit of four, the lengths of their codes. */
const SIMPLE_LENGTHS = [[], [1, 1], [1, 2, 2], [2, 2, 2, 2], [1, 2, 3, 3]] as const;

function readSimpleCode(reader: JpegXlReader, size: number): PrefixCode {
  const count = 1 + reader.read(2);
  const bits = 32 - Math.clz32(size - 1);
  const tokens = Array.from({ length: count }, () => reader.read(bits));
  for (const token of tokens) {
    if (token >= size) throw badJpegXl(`token ${token} is not among ${size}`);
  }
  if (count === 1) return constantCode(tokens[0]!);
  const isUneven = count === 4 && reader.flag();
  const lengths = new Uint8Array(size);
  for (const [i, length] of SIMPLE_LENGTHS[isUneven ? 4 : count - 1]!.entries()) lengths[tokens[i]!] = length;
  return codeOfLengths(lengths);
}

/** Lengths that stand for repetitions of the last one, or of zero. RFC 7932 §3.5. */
const [REPEAT, ZEROES] = [16, 17] as const;

function readComplexCode(reader: JpegXlReader, size: number, skipped: number): PrefixCode {
  const code = readLengthCode(reader, skipped);
  const lengths = new Uint8Array(size);
  let last = 8;
  let previous = -1;
  /** Of repetitions that follow each other, which count together. */
  let repeated = 0;
  let used = 0;
  for (let token = 0; token < size && used < COMPLETE; ) {
    const length = code.decode(reader);
    let count = 1;
    if (length >= REPEAT) {
      const bits = length === REPEAT ? 2 : 3;
      count = 3 + reader.read(bits);
      if (length === previous) {
        count += (repeated - 2) * (1 << bits) - repeated;
        repeated += count;
      } else {
        repeated = count;
      }
      if (token + count > size) throw badJpegXl(`a prefix code has more than its ${size} tokens`);
    } else if (length > 0) {
      last = length;
    }
    previous = length;
    const own = length === ZEROES ? 0 : length === REPEAT ? last : length;
    lengths.fill(own, token, token + count);
    if (own > 0) used += count * (COMPLETE >> own);
    token += count;
  }
  reader.checkEnd();
  return codeOfLengths(lengths);
}

/** By two bits: a length of a code of lengths. The last stands for those that need more bits. RFC 7932 §3.5. */
const LENGTHS_OF_LENGTHS = [0, 4, 3] as const;
const ALL_LENGTHS = 32;

function readLengthCode(reader: JpegXlReader, skipped: number): PrefixCode {
  const lengths = new Uint8Array(CODE_LENGTH_ORDER.length);
  let used = 0;
  for (const length of CODE_LENGTH_ORDER.slice(skipped)) {
    const own = LENGTHS_OF_LENGTHS[reader.read(2)] ?? (reader.flag() ? (reader.flag() ? 5 : 1) : 2);
    lengths[length] = own;
    if (own > 0) used += ALL_LENGTHS >> own;
    if (used >= ALL_LENGTHS) break;
  }
  const only = lengths.findIndex((length) => length > 0);
  return lengths.findLastIndex((length) => length > 0) === only && only >= 0
    ? constantCode(only)
    : codeOfLengths(lengths);
}

/** Codes of the same length follow each other, after those of shorter ones. RFC 7932 §3.2. */
function codeOfLengths(lengths: Uint8Array): PrefixCode {
  const counts = new Uint16Array(LONGEST + 1);
  for (const length of lengths) counts[length]! += 1;
  counts[0] = 0;
  const starts = new Uint16Array(LONGEST + 1);
  let used = 0;
  for (let length = 1; length <= LONGEST; length += 1) {
    starts[length] = starts[length - 1]! + counts[length - 1]!;
    used += counts[length]! * (COMPLETE >> length);
  }
  if (used !== COMPLETE) throw badJpegXl("a prefix code is not complete");
  const next = starts.slice();
  const tokens = new Uint16Array(lengths.length);
  for (const [token, length] of lengths.entries()) if (length > 0) tokens[next[length]!++] = token;

  /** The token for the lowest `limit` bits, above its length; 0 if its code is longer. */
  const search = (bits: number, limit: number): number => {
    let code = 0;
    let first = 0;
    for (let length = 1; length <= limit; length += 1) {
      code |= (bits >>> (length - 1)) & 1;
      const count = counts[length]!;
      if (code - first < count) return length | (tokens[starts[length]! + code - first]! << 4);
      first = (first + count) << 1;
      code <<= 1;
    }
    return 0;
  };
  const longest = counts.findLastIndex((count) => count > 0);
  const tableBits = Math.min(longest, TABLE_BITS);
  const table = Int32Array.from({ length: 1 << tableBits }, (_, bits) => search(bits, tableBits));
  return {
    decode(reader) {
      const bits = reader.peek(LONGEST);
      const found = table[bits & ((1 << tableBits) - 1)]! || search(bits, LONGEST);
      reader.skip(found & 15);
      return found >>> 4;
    },
  };
}
