/**
 * Writing numbers in JPEG XL's prefix codes: each is a token with a code, followed by extra bits. ISO/IEC 18181-1 Annex
 * C; the codes are Brotli's, RFC 7932 §3.5.
 *
 * @module
 */

import { huffmanLengths } from "../entropy/huffman-lengths.ts";
import type { JpegXlWriter } from "./jpeg-xl-writer.ts";

/** Numbers below 2^SPLIT_EXPONENT are tokens; of others the tokens have the length, and bits after the first one. */
const SPLIT_EXPONENT = 4;
const MSB_IN_TOKEN = 2;
/** Tokens of numbers of 32 bits. */
const TOKENS = 2 ** SPLIT_EXPONENT + (32 - SPLIT_EXPONENT) * 2 ** MSB_IN_TOKEN;
const LONGEST_CODE = 15;

/** Counts the occurrences of each token. */
export class TokenCounts {
  readonly #counts: Uint32Array = new Uint32Array(TOKENS);

  add(value: number): void {
    const token = tokenOf(value);
    this.#counts[token] = this.#counts[token]! + 1;
  }

  code(): PrefixCode {
    return new PrefixCode(this.#counts.subarray(0, 1 + this.#counts.findLastIndex((count) => count > 0)));
  }
}

/** A prefix code for tokens with the given counts. */
export class PrefixCode {
  readonly #lengths: Uint8Array;
  readonly #codes: Uint16Array;

  constructor(counts: Uint32Array) {
    // A single token takes no bits.
    this.#lengths =
      counts.length > 1 ? huffmanLengths(counts, LONGEST_CODE) : new Uint8Array(Math.max(1, counts.length));
    this.#codes = codesOf(this.#lengths);
  }

  get tokens(): number {
    return this.#lengths.length;
  }

  write(bits: JpegXlWriter, value: number): void {
    const token = tokenOf(value);
    bits.write(this.#codes[token]!, this.#lengths[token]!);
    if (value < 2 ** SPLIT_EXPONENT) return;
    const more = 31 - Math.clz32(value) - MSB_IN_TOKEN;
    bits.write(value & ((1 << more) - 1), more);
  }

  /** RFC 7932 §3.5: the lengths of the codes, in a code of their own. All tokens have one, so there are no runs. */
  describe(bits: JpegXlWriter): void {
    if (this.tokens === 1) return;
    const counts = new Uint32Array(CODE_LENGTH_ORDER.length);
    for (const length of this.#lengths) counts[length] = counts[length]! + 1;
    const lengths = huffmanLengths(counts, LONGEST_CODE_OF_LENGTHS);
    const codes = codesOf(lengths);
    bits.write(0, 2); // A complex code, of which no length is left out.
    for (const symbol of CODE_LENGTH_ORDER) bits.write(...CODES_OF_LENGTHS[lengths[symbol]!]!);
    for (const length of this.#lengths) bits.write(codes[length]!, lengths[length]!);
  }
}

const LONGEST_CODE_OF_LENGTHS = 5;
/** RFC 7932 §3.5. */
export const CODE_LENGTH_ORDER: readonly number[] = [
  1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15,
];
/** By code length, starting with 0: its own code and the length of that. */
const CODES_OF_LENGTHS: readonly (readonly [code: number, length: number])[] = [
  [0b00, 2],
  [0b0111, 4],
  [0b011, 3],
  [0b10, 2],
  [0b01, 2],
  [0b1111, 4],
];

/** Writes the codes of all contexts, which precede the first number. ISO/IEC 18181-1 Annex C. */
export function writeCodes(
  bits: JpegXlWriter,
  codes: readonly PrefixCode[],
  contexts: readonly number[],
): void {
  bits.write(0, 1); // No LZ77.
  if (contexts.length > 1) {
    const entryBits = Math.ceil(Math.log2(codes.length));
    bits.write(1, 1); // The code of each context as it is.
    bits.write(entryBits, 2);
    for (const code of contexts) bits.write(code, entryBits);
  }
  bits.write(1, 1); // Prefix codes, no ANS.
  for (const _ of codes) {
    bits.write(SPLIT_EXPONENT, 4);
    bits.write(MSB_IN_TOKEN, 3);
    bits.write(0, 2);
  }
  for (const { tokens } of codes) {
    const last = tokens - 1;
    bits.write(last > 0 ? 1 : 0, 1);
    if (last === 0) continue;
    const length = 31 - Math.clz32(last);
    bits.write(length, 4);
    bits.write(last - 2 ** length, length);
  }
  for (const code of codes) code.describe(bits);
}

function tokenOf(value: number): number {
  if (value < 2 ** SPLIT_EXPONENT) return value;
  const length = 31 - Math.clz32(value);
  // The first bit is always set, and adds 2^MSB_IN_TOKEN.
  return (
    2 ** SPLIT_EXPONENT +
    ((length - SPLIT_EXPONENT - 1) << MSB_IN_TOKEN) +
    (value >>> (length - MSB_IN_TOKEN))
  );
}

/**
 * Codes of the same length follow each other, after those of shorter ones; their first bit is the lowest. RFC 7932
 * §3.2.
 */
function codesOf(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    for (const [symbol, own] of lengths.entries()) {
      if (own !== length) continue;
      codes[symbol] = reversed(code, length);
      code += 1;
    }
    code *= 2;
  }
  return codes;
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit += 1) result = 2 * result + ((code >> bit) & 1);
  return result;
}
