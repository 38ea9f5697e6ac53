/**
 * Asymmetric numeral systems: distributions of tokens and the tables to decode them. ISO/IEC 18181-1 §C.2.
 *
 * @module
 */

import { badJpegXl } from "../jpeg-xl-error.ts";
import type { JpegXlReader } from "../jpeg-xl-reader.ts";

const TOTAL_BITS = 12;
/** Probabilities add up to it. */
const TOTAL = 1 << TOTAL_BITS;
const INITIAL_STATE = 0x130000;

/** The tables of several distributions of `2^alphabetBits` tokens, one after the other. */
export class AnsCodes {
  readonly #bucketBits: number;
  readonly #alphabetBits: number;
  readonly #probabilities: Uint16Array;
  /** Alias tables: from `cutoff` on, a bucket is of another token. */
  readonly #cutoffs: Uint8Array;
  readonly #aliases: Uint8Array;
  readonly #offsets: Int16Array;
  #state = 0;

  constructor(reader: JpegXlReader, alphabetBits: number, count: number) {
    const size = 1 << alphabetBits;
    this.#alphabetBits = alphabetBits;
    this.#bucketBits = TOTAL_BITS - alphabetBits;
    this.#probabilities = new Uint16Array(count * size);
    this.#cutoffs = new Uint8Array(count * size);
    this.#aliases = new Uint8Array(count * size);
    this.#offsets = new Int16Array(count * size);
    for (let i = 0; i < count; i += 1) {
      const range = [i * size, (i + 1) * size] as const;
      const probabilities = this.#probabilities.subarray(...range);
      readDistribution(reader, probabilities);
      reader.checkEnd();
      fillAliases(
        probabilities,
        this.#cutoffs.subarray(...range),
        this.#aliases.subarray(...range),
        this.#offsets.subarray(...range),
      );
    }
  }

  start(reader: JpegXlReader): void {
    this.#state = reader.readWide(32) | 0;
  }

  /** The next token of distribution `index`. */
  decode(reader: JpegXlReader, index: number): number {
    const state = this.#state;
    const rest = state & (TOTAL - 1);
    const bucket = rest >>> this.#bucketBits;
    const position = rest & ((1 << this.#bucketBits) - 1);
    const first = index << this.#alphabetBits;
    const at = first + bucket;
    let token = bucket;
    let offset = position;
    if (position >= this.#cutoffs[at]!) {
      token = this.#aliases[at]!;
      offset += this.#offsets[at]!;
    }
    const next = Math.imul(this.#probabilities[first + token]!, state >>> TOTAL_BITS) + offset;
    this.#state = next >>> 16 === 0 ? (next << 16) | reader.read(16) : next | 0;
    return token;
  }

  /** Throws unless the state is as it was when encoding began. */
  finish(): void {
    if (this.#state !== INITIAL_STATE) throw badJpegXl("the final state of its entropy coder is wrong");
  }
}

/** A number of 8 bits, U8 of §C.2.5. */
function readByte(reader: JpegXlReader): number {
  if (!reader.flag()) return 0;
  const count = reader.read(3);
  return (1 << count) + reader.read(count);
}

/** §C.2.5. */
function readDistribution(reader: JpegXlReader, probabilities: Uint16Array): void {
  const checked = (token: number): number => {
    if (token < probabilities.length) return token;
    throw badJpegXl(`token ${token} is not among ${probabilities.length}`);
  };
  if (reader.flag()) {
    const isPair = reader.flag();
    const first = checked(readByte(reader));
    if (!isPair) {
      probabilities[first] = TOTAL;
      return;
    }
    const second = checked(readByte(reader));
    if (first === second) throw badJpegXl(`the tokens of a pair are both ${first}`);
    probabilities[first] = reader.read(TOTAL_BITS);
    probabilities[second] = TOTAL - probabilities[first]!;
    return;
  }
  if (reader.flag()) {
    const count = 1 + checked(readByte(reader));
    probabilities.fill(Math.floor(TOTAL / count), 0, count);
    for (let token = 0; token < TOTAL % count; token += 1) probabilities[token]! += 1;
    return;
  }
  readLogarithms(reader, probabilities);
}

/** Instead of a logarithm: the last probability is repeated. */
const REPEAT = 13;

/** Probabilities by their logarithms, then more of their digits. The largest is what remains. §C.2.5. */
function readLogarithms(reader: JpegXlReader, probabilities: Uint16Array): void {
  let unary = 0;
  while (unary < 3 && reader.flag()) unary += 1;
  const precision = reader.read(unary) + (1 << unary) - 1;
  const count = readByte(reader) + 3;
  if (precision > TOTAL_BITS + 1 || count > probabilities.length) {
    throw badJpegXl(`a distribution has ${count} tokens with precision ${precision}`);
  }
  const logarithms = new Uint8Array(count);
  const repeats = new Uint16Array(count);
  let largest = -1;
  for (let token = 0; token < count; token += 1) {
    const logarithm = readLogarithm(reader);
    if (logarithm === REPEAT) {
      const length = readByte(reader) + 4;
      if (token + length > count) throw badJpegXl(`a distribution repeats beyond its ${count} tokens`);
      repeats[token] = length;
      token += length - 1;
    } else {
      logarithms[token] = logarithm;
      if (largest < 0 || logarithm > logarithms[largest]!) largest = token;
    }
  }
  if (largest < 0 || repeats[largest + 1]) throw badJpegXl("a distribution has no largest probability");
  let sum = 0;
  for (let token = 0; token < count; token += 1) {
    const length = repeats[token]!;
    if (length > 0) {
      const previous = token > 0 ? probabilities[token - 1]! : 0;
      probabilities.fill(previous, token, token + length);
      sum += length * previous;
      token += length - 1;
    } else if (token !== largest) {
      probabilities[token] = readProbability(reader, logarithms[token]!, precision);
      sum += probabilities[token]!;
    }
  }
  if (sum >= TOTAL) throw badJpegXl(`all probabilities but the largest add up to ${sum} of ${TOTAL}`);
  probabilities[largest] = TOTAL - sum;
}

function readProbability(reader: JpegXlReader, logarithm: number, precision: number): number {
  if (logarithm < 2) return logarithm;
  const digits = logarithm - 1;
  const stored = Math.min(Math.max(0, precision - ((TOTAL_BITS - digits) >> 1)), digits);
  return (1 << digits) + (reader.read(stored) << (digits - stored));
}

/** By the first three bits: a logarithm, or those that the next bit tells apart. Table C.2, "kLogCounts". */
const SHORT_LOGARITHMS = [[10], [], [7], [3, 1], [6], [8], [9], [5, 2]] as const;
/** After bits 001: by the number of zeroes up to the next one. */
const LONG_LOGARITHMS = [4, 0, 11, REPEAT, 12] as const;

function readLogarithm(reader: JpegXlReader): number {
  const [first, second] = SHORT_LOGARITHMS[reader.read(3)]!;
  if (first === undefined) {
    let zeroes = 0;
    while (zeroes < 4 && !reader.flag()) zeroes += 1;
    return LONG_LOGARITHMS[zeroes]!;
  }
  return second !== undefined && reader.flag() ? second : first;
}

/** Makes buckets of equal size, each of one or two tokens. §C.2.6. */
function fillAliases(
  probabilities: Uint16Array,
  cutoffs: Uint8Array,
  aliases: Uint8Array,
  offsets: Int16Array,
): void {
  const size = TOTAL / probabilities.length;
  const only = probabilities.indexOf(TOTAL);
  if (only >= 0) {
    aliases.fill(only);
    for (let bucket = 0; bucket < offsets.length; bucket += 1) offsets[bucket] = bucket * size;
    return;
  }
  const rest = Uint16Array.from(probabilities);
  const small: number[] = [];
  const large: number[] = [];
  const sort = (token: number): void => {
    if (rest[token]! < size) small.push(token);
    else if (rest[token]! > size) large.push(token);
  };
  for (const token of probabilities.keys()) sort(token);
  while (large.length > 0) {
    const giver = large.pop()!;
    const taker = small.pop()!;
    rest[giver]! -= size - rest[taker]!;
    aliases[taker] = giver;
    offsets[taker] = rest[giver]! - rest[taker]!;
    sort(giver);
  }
  // A whole bucket of one token has no alias that could be reached.
  for (const [bucket, cutoff] of rest.entries()) cutoffs[bucket] = Math.min(cutoff, size);
}
