/**
 * Reading the bits and the Huffman codes of a JPEG scan. ITU-T T.81 §F.2.2 and Annex C.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { badJpeg } from "./jpeg-error.ts";
import { MARKER, RST0 } from "./jpeg-markers.ts";

/** Codes are at most 16 bits long. */
const LONGEST_CODE = 16;
/** Codes of up to this many bits are decoded by one table lookup. */
const LOOK_BITS = 9;

export interface HuffmanTable {
  /**
   * For each value of the next `LOOK_BITS` bits: the length of the code that they start with, times 256, plus its
   * symbol; 0 if the code is longer.
   */
  readonly look: Uint16Array;
  /** The largest code of each length, -1 if there is none. */
  readonly largest: Int32Array;
  /** What to add to a code of each length to get the place of its symbol. */
  readonly offsets: Int32Array;
  readonly symbols: Bytes;
}

/** The table of `counts` codes of each length from 1 to 16, and their symbols. T.81 §C.2, §F.2.2.3. */
export function huffmanTable(counts: Bytes, symbols: Bytes): HuffmanTable {
  const look = new Uint16Array(2 ** LOOK_BITS);
  const largest = new Int32Array(LONGEST_CODE + 1).fill(-1);
  const offsets = new Int32Array(LONGEST_CODE + 1);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    const count = counts[length - 1]!;
    offsets[length] = place - code;
    if (code + count > 2 ** length) throw badJpeg(`it has ${count} Huffman codes of ${length} bits`);
    for (let i = 0; i < count && length <= LOOK_BITS; i += 1) {
      const first = (code + i) << (LOOK_BITS - length);
      look.fill(256 * length + symbols[place + i]!, first, first + 2 ** (LOOK_BITS - length));
    }
    code += count;
    place += count;
    if (count > 0) largest[length] = code - 1;
    code *= 2;
  }
  return { look, largest, offsets, symbols };
}

/** Position of the next marker from `start` on: 0xff without a stuffed zero. T.81 §B.1.1.5. */
export function nextMarker(bytes: Bytes, start: number): number {
  let at = start;
  while (at < bytes.length && !isMarker(bytes, at)) at += 1;
  return at;
}

/** Position after the next restart marker from `start` on, which must have number `n`. T.81 §F.2.2.5. */
export function restartPosition(bytes: Bytes, start: number, n: number): number {
  const at = nextMarker(bytes, start);
  if (bytes[at + 1] !== RST0 + (n % 8)) throw badJpeg(`restart marker ${n % 8} is missing at byte ${at}`);
  return at + 2;
}

function isMarker(bytes: Bytes, at: number): boolean {
  return bytes[at] === MARKER && bytes[at + 1] !== 0;
}

/** Reads the entropy-coded data of one scan, from `position` on. */
export class JpegBits {
  readonly #bytes: Bytes;
  #position: number;
  /** Its last `#count` bits have not been read yet. */
  #buffer = 0;
  #count = 0;

  constructor(bytes: Bytes, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** Never beyond the marker that ends the data. */
  get position(): number {
    return this.#position;
  }

  /** Up to 16 bits as an unsigned number. */
  bits(length: number): number {
    if (length === 0) return 0;
    if (this.#count < length) this.#fill(length);
    this.#count -= length;
    return (this.#buffer >>> this.#count) & (2 ** length - 1);
  }

  bit(): number {
    return this.bits(1);
  }

  /** A number of `length` bits whose first bit is its sign. T.81 §F.2.2.1, EXTEND. */
  extended(length: number): number {
    if (length === 0) return 0;
    const value = this.bits(length);
    return value < 2 ** (length - 1) ? value - 2 ** length + 1 : value;
  }

  symbol({ look, largest, offsets, symbols }: HuffmanTable): number {
    if (this.#count < LONGEST_CODE) this.#fill(0);
    const shift = this.#count - LOOK_BITS;
    const next = shift >= 0 ? this.#buffer >>> shift : this.#buffer << -shift;
    const found = look[next & (2 ** LOOK_BITS - 1)]!;
    if (found > 0) {
      const length = found >>> 8;
      if (length > this.#count) throw badJpeg("its data end too early");
      this.#count -= length;
      return found & 255;
    }
    let code = 0;
    for (let length = 1; length <= LONGEST_CODE; length += 1) {
      code = 2 * code + this.bit();
      if (code <= largest[length]!) return symbols[code + offsets[length]!]!;
    }
    throw badJpeg("it has a Huffman code that is in no table");
  }

  /** Continues after restart marker number `n`. */
  restart(n: number): void {
    this.#position = restartPosition(this.#bytes, this.#position, n);
    this.#count = 0;
  }

  /** Refills to between `wanted` and 24 bits, up to the next marker. */
  #fill(wanted: number): void {
    const bytes = this.#bytes;
    while (this.#count <= 16) {
      const at = this.#position;
      if (at >= bytes.length || isMarker(bytes, at)) {
        if (this.#count < wanted) throw badJpeg("its data end too early");
        return;
      }
      // 0xff is followed by a stuffed zero. T.81 §F.1.2.3.
      this.#position += bytes[at] === MARKER ? 2 : 1;
      this.#buffer = (this.#buffer << 8) | bytes[at]!;
      this.#count += 8;
    }
  }
}
