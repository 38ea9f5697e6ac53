/**
 * Decoding the coefficients of a code-block, bit-plane by bit-plane. ITU-T T.800 Annex D.
 *
 * @module
 */

import { type Bytes, concatBytes } from "@chunkwright/core";
import type { CodeBlock } from "./jpeg2000-packet-header.ts";
import { MqDecoder } from "./mq-decoder.ts";

/** Code-block styles. T.800 Table A.19. */
const SELECTIVE_BYPASS = 1;
const RESET_CONTEXTS = 2;
const VERTICALLY_CAUSAL = 8;
const SEGMENTATION_SYMBOLS = 32;

/** Subbands, which differ in their contexts. T.800 Table D.1. */
export type BandKind = "ll" | "hl" | "lh" | "hh";

/** First contexts of each kind: significance, sign, magnitude, run length and uniform. T.800 Table D.7. */
const [SIGN, MAGNITUDE, RUN, UNIFORM, CONTEXTS] = [9, 14, 17, 18, 19] as const;
/** Twice the index in the table of estimates. */
const [FIRST_STATE, RUN_STATE, UNIFORM_STATE] = [2 * 4, 2 * 3, 2 * 46] as const;
/** Rows that are scanned together, column by column. */
const STRIPE = 4;
/** Passes that are never raw. T.800 Table D.9. */
const FIRST_RAW_PASS = 10;

/**
 * The coefficients of `block`, doubled: if bit-planes are missing, they are in the middle of their interval, as in
 * OpenJPEG. `bitPlanes` is the number of bit-planes of the band.
 */
export function decodeCodeBlock(
  block: CodeBlock,
  width: number,
  height: number,
  kind: BandKind,
  bitPlanes: number,
  style: number,
): Float64Array {
  const decoder = new BlockDecoder(width, height, kind, style);
  let plane = bitPlanes - block.zeroBitPlanes - 1;
  let pass = 0;
  for (const { passes, parts } of block.segments) {
    const bytes = concatBytes(parts);
    const isRaw = (style & SELECTIVE_BYPASS) !== 0 && pass >= FIRST_RAW_PASS && typeOf(pass) !== CLEANUP;
    const bits: Decisions = isRaw ? new RawBits(bytes) : new MqDecoder(bytes);
    for (let i = 0; i < passes; i += 1, pass += 1) {
      const type = typeOf(pass);
      if (plane < 0) return decoder.coefficients;
      if (type === SIGNIFICANCE) decoder.propagateSignificance(bits, plane, isRaw);
      else if (type === REFINEMENT) decoder.refineMagnitudes(bits, plane);
      else {
        decoder.cleanUp(bits, plane);
        plane -= 1;
      }
      if (style & RESET_CONTEXTS) decoder.resetContexts();
    }
  }
  return decoder.coefficients;
}

const [SIGNIFICANCE, REFINEMENT, CLEANUP] = [0, 1, 2] as const;

/** The highest bit-plane has only a cleanup pass. */
function typeOf(pass: number): number {
  return (pass + 2) % 3;
}

interface Decisions {
  decide(states: Uint8Array, place: number): number;
}

class BlockDecoder {
  readonly coefficients: Float64Array;
  readonly #width: number;
  readonly #height: number;
  readonly #kind: BandKind;
  readonly #style: number;
  readonly #states: Uint8Array = new Uint8Array(CONTEXTS);
  /** The signs of significant coefficients, 1 or -1, otherwise 0; with a margin of one around the block. */
  readonly #signs: Int8Array;
  readonly #stride: number;
  /** Whether a coefficient has been coded in this bit-plane, and whether it has been refined before. */
  readonly #isCoded: Uint8Array;
  readonly #isRefined: Uint8Array;

  constructor(width: number, height: number, kind: BandKind, style: number) {
    this.#width = width;
    this.#height = height;
    this.#kind = kind;
    this.#style = style;
    this.#stride = width + 2;
    this.#signs = new Int8Array(this.#stride * (height + 2));
    this.#isCoded = new Uint8Array(width * height);
    this.#isRefined = new Uint8Array(width * height);
    this.coefficients = new Float64Array(width * height);
    this.resetContexts();
  }

  resetContexts(): void {
    this.#states.fill(0);
    this.#states[0] = FIRST_STATE;
    this.#states[RUN] = RUN_STATE;
    this.#states[UNIFORM] = UNIFORM_STATE;
  }

  /** Significance propagation pass: coefficients with significant neighbours. T.800 §D.3.1. */
  propagateSignificance(bits: Decisions, plane: number, isRaw: boolean): void {
    this.#scan((x, y) => {
      const place = y * this.#width + x;
      if (this.#sign(x, y) !== 0) return;
      const context = this.#significanceContext(x, y);
      if (context === 0) return;
      this.#isCoded[place] = 1;
      if (bits.decide(this.#states, context) === 1) this.#becomeSignificant(bits, x, y, plane, isRaw);
    });
  }

  /** Magnitude refinement pass: coefficients that were significant before this bit-plane. T.800 §D.3.3. */
  refineMagnitudes(bits: Decisions, plane: number): void {
    const half = 2 ** plane;
    this.#scan((x, y) => {
      const place = y * this.#width + x;
      const sign = this.#sign(x, y);
      if (sign === 0 || this.#isCoded[place] === 1) return;
      const context =
        this.#isRefined[place] === 1
          ? MAGNITUDE + 2
          : MAGNITUDE + (this.#significanceContext(x, y) > 0 ? 1 : 0);
      const isOne = bits.decide(this.#states, context) === 1;
      this.coefficients[place]! += isOne ? sign * half : -sign * half;
      this.#isRefined[place] = 1;
      this.#isCoded[place] = 1;
    });
  }

  /** Cleanup pass: all remaining coefficients, four at a time if none is significant around them. T.800 §D.3.4. */
  cleanUp(bits: Decisions, plane: number): void {
    for (let top = 0; top < this.#height; top += STRIPE) {
      const bottom = Math.min(top + STRIPE, this.#height);
      for (let x = 0; x < this.#width; x += 1) this.#cleanUpColumn(bits, plane, x, top, bottom);
    }
    this.#isCoded.fill(0);
    if (this.#style & SEGMENTATION_SYMBOLS) {
      for (let i = 0; i < 4; i += 1) bits.decide(this.#states, UNIFORM);
    }
  }

  #cleanUpColumn(bits: Decisions, plane: number, x: number, top: number, bottom: number): void {
    let y = top;
    if (bottom - top === STRIPE && this.#isQuiet(x, top, bottom)) {
      if (bits.decide(this.#states, RUN) === 0) return;
      y += 2 * bits.decide(this.#states, UNIFORM);
      y += bits.decide(this.#states, UNIFORM);
      this.#becomeSignificant(bits, x, y, plane, false);
      y += 1;
    }
    for (; y < bottom; y += 1) {
      if (this.#sign(x, y) !== 0 || this.#isCoded[y * this.#width + x] === 1) continue;
      const context = this.#significanceContext(x, y);
      if (bits.decide(this.#states, context) === 1) this.#becomeSignificant(bits, x, y, plane, false);
    }
  }

  #isQuiet(x: number, top: number, bottom: number): boolean {
    for (let y = top; y < bottom; y += 1) {
      const isCoded = this.#isCoded[y * this.#width + x] === 1;
      if (isCoded || this.#sign(x, y) !== 0 || this.#significanceContext(x, y) !== 0) return false;
    }
    return true;
  }

  /** Decodes a sign in the context of its neighbours' signs. T.800 Tables D.2 and D.3. */
  #becomeSignificant(bits: Decisions, x: number, y: number, plane: number, isRaw: boolean): void {
    const horizontal = Math.sign(this.#sign(x - 1, y) + this.#sign(x + 1, y));
    const vertical = Math.sign(this.#sign(x, y - 1) + this.#below(x, y, 0));
    const isTurned = horizontal < 0 || (horizontal === 0 && vertical < 0);
    const context = SIGN + (horizontal === 0 ? Math.abs(vertical) : 3 + (isTurned ? -vertical : vertical));
    const bit = bits.decide(this.#states, context);
    const sign = (isRaw ? bit === 1 : (bit === 1) !== isTurned) ? -1 : 1;
    this.#signs[(y + 1) * this.#stride + x + 1] = sign;
    this.coefficients[y * this.#width + x] = sign * 3 * 2 ** plane;
  }

  /** T.800 Table D.1. */
  #significanceContext(x: number, y: number): number {
    const isSet = (sign: number) => (sign === 0 ? 0 : 1);
    const left = isSet(this.#sign(x - 1, y)) + isSet(this.#sign(x + 1, y));
    const upright = isSet(this.#sign(x, y - 1)) + isSet(this.#below(x, y, 0));
    const diagonal =
      isSet(this.#sign(x - 1, y - 1)) +
      isSet(this.#sign(x + 1, y - 1)) +
      isSet(this.#below(x, y, -1)) +
      isSet(this.#below(x, y, 1));
    if (this.#kind === "hh") {
      if (diagonal >= 3) return 8;
      const straight = left + upright;
      if (diagonal === 2) return straight >= 1 ? 7 : 6;
      return 3 * diagonal + Math.min(straight, 2);
    }
    const [along, across] = this.#kind === "hl" ? [upright, left] : [left, upright];
    if (along === 2) return 8;
    if (along === 1) return across >= 1 ? 7 : diagonal >= 1 ? 6 : 5;
    return across > 0 ? across + 2 : Math.min(diagonal, 2);
  }

  #sign(x: number, y: number): number {
    return this.#signs[(y + 1) * this.#stride + x + 1]!;
  }

  /** The sign in the row below; with vertically causal contexts 0 in the next stripe. T.800 §D.7. */
  #below(x: number, y: number, aside: number): number {
    if (this.#style & VERTICALLY_CAUSAL && y % STRIPE === STRIPE - 1) return 0;
    return this.#sign(x + aside, y + 1);
  }

  #scan(visit: (x: number, y: number) => void): void {
    for (let top = 0; top < this.#height; top += STRIPE) {
      const bottom = Math.min(top + STRIPE, this.#height);
      for (let x = 0; x < this.#width; x += 1) for (let y = top; y < bottom; y += 1) visit(x, y);
    }
  }
}

/** Raw bits, with a zero stuffed after a byte of ones. T.800 §D.6. */
class RawBits implements Decisions {
  readonly #bytes: Bytes;
  #position = 0;
  #byte = 0;
  #count = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  decide(): number {
    if (this.#count === 0) {
      this.#count = this.#byte === 0xff ? 7 : 8;
      this.#byte = this.#bytes[this.#position] ?? 0xff;
      this.#position += 1;
    }
    this.#count -= 1;
    return (this.#byte >> this.#count) & 1;
  }
}
