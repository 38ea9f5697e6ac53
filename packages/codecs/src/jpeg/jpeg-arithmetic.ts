/**
 * Decoding arithmetic-coded blocks of DCT coefficients, sequential and progressive. ITU-T T.81 §F.2.4 and §G.2.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { QM_EVEN, QmDecoder } from "../entropy/qm-decoder.ts";
import { restartPosition } from "./jpeg-bits.ts";
import { type BlockDecoder, ZIGZAG } from "./jpeg-blocks.ts";
import { badJpeg } from "./jpeg-error.ts";
import type { JpegFrame, JpegScan, ScanComponent } from "./jpeg-frame.ts";

/** Places of the decisions for DC differences. T.81 Table F.4; four for each kind of difference before. */
const DC_STATES = 49;
const DC_MAGNITUDE = 20;
/** For AC coefficients. T.81 Table F.5; three for each of the 63. */
const AC_STATES = 245;
const AC_LOW_MAGNITUDE = 189;
const AC_HIGH_MAGNITUDE = 217;
/** From the decisions on how many bits a magnitude has to those on the bits. */
const TO_BITS = 14;
const MAX_MAGNITUDE = 2 ** 15;

/** Conditioning defaults, without DAC: L = 0, U = 1 for DC, and Kx = 5 for AC. T.81 §F.1.4.4.1.4, §F.1.4.4.2.2. */
const USUAL_DC_BOUNDS = 0x10;
const USUAL_AC_BOUND = 5;

export function arithmeticBlocks(bytes: Bytes, scan: JpegScan, frame: JpegFrame): BlockDecoder {
  return new ArithmeticBlocks(bytes, scan, frame.process === "progressive");
}

class ArithmeticBlocks implements BlockDecoder {
  readonly #bytes: Bytes;
  readonly #scan: JpegScan;
  readonly #isProgressive: boolean;
  #decoder: QmDecoder;
  /** The states of each table, by its number: components may share one. */
  readonly #states: Map<number, Uint8Array> = new Map();
  /** DC of the block before, by the place of its component in the scan. */
  readonly #predictions: Int32Array;
  /** Which states the difference of the block before selects for the next one, by the same place. */
  readonly #contexts: Uint8Array;

  constructor(bytes: Bytes, scan: JpegScan, isProgressive: boolean) {
    this.#bytes = bytes;
    this.#scan = scan;
    this.#isProgressive = isProgressive;
    this.#decoder = new QmDecoder(bytes, scan.dataStart);
    this.#predictions = new Int32Array(scan.components.length);
    this.#contexts = new Uint8Array(scan.components.length);
    for (const { dc, ac } of scan.components) {
      this.#states.set(dc, new Uint8Array(DC_STATES));
      this.#states.set(ac, new Uint8Array(AC_STATES));
    }
  }

  get position(): number {
    return this.#decoder.position;
  }

  restart(n: number): void {
    this.#decoder = new QmDecoder(this.#bytes, restartPosition(this.#bytes, this.position, n));
    for (const states of this.#states.values()) states.fill(0);
    this.#predictions.fill(0);
    this.#contexts.fill(0);
  }

  decode(n: number, coefficients: Int16Array, at: number): void {
    const { first, last, high, low, components } = this.#scan;
    const component = components[n]!;
    if (!this.#isProgressive) {
      coefficients[at] = this.#dc(n, component);
      this.#band(component, 1, 63, 0, coefficients, at);
    } else if (first > 0) {
      if (high > 0) this.#refineBand(component, first, last, low, coefficients, at);
      else this.#band(component, first, last, low, coefficients, at);
    } else if (high === 0) {
      coefficients[at] = this.#dc(n, component) << low;
    } else if (this.#decoder.decide(QM_EVEN, 0)) {
      coefficients[at] = coefficients[at]! | (1 << low);
    }
  }

  /** T.81 §F.2.4.1: the difference to the DC before, by states that go by the difference before. */
  #dc(n: number, { dc }: ScanComponent): number {
    const decoder = this.#decoder;
    const states = this.#states.get(dc)!;
    const context = this.#contexts[n]!;
    this.#contexts[n] = 0;
    if (decoder.decide(states, context)) {
      const sign = decoder.decide(states, context + 1);
      const isLarger = decoder.decide(states, context + 2 + sign);
      const rest = isLarger ? this.#lessOne(states, DC_MAGNITUDE, 1) : 0;
      this.#predictions[n] = this.#predictions[n]! + (sign ? -rest - 1 : rest + 1);
      const top = rest > 0 ? 2 ** (31 - Math.clz32(rest)) : 0;
      const bounds = this.#scan.conditioning.get(dc) ?? USUAL_DC_BOUNDS;
      const [lower, upper] = [(2 ** (bounds & 15)) >> 1, (2 ** (bounds >> 4)) >> 1];
      if (top > upper) this.#contexts[n] = 12 + 4 * sign;
      else if (top >= lower) this.#contexts[n] = 4 + 4 * sign;
    }
    return this.#predictions[n]!;
  }

  /** T.81 §F.2.4.2, and §G.2.2 for the first scan of a band. */
  #band(
    { ac }: ScanComponent,
    first: number,
    last: number,
    low: number,
    coefficients: Int16Array,
    at: number,
  ): void {
    const decoder = this.#decoder;
    const states = this.#states.get(ac)!;
    const bound = this.#scan.conditioning.get(ac) ?? USUAL_AC_BOUND;
    for (let k = first; k <= last; k += 1) {
      if (decoder.decide(states, 3 * (k - 1))) return;
      while (!decoder.decide(states, 3 * (k - 1) + 1)) {
        k += 1;
        if (k > last) throw badJpeg(`a block has coefficients beyond number ${last}`);
      }
      const sign = decoder.decide(QM_EVEN, 0);
      const place = 3 * (k - 1) + 2;
      let rest: number = decoder.decide(states, place);
      if (rest === 1 && decoder.decide(states, place)) {
        rest = this.#lessOne(states, k <= bound ? AC_LOW_MAGNITUDE : AC_HIGH_MAGNITUDE, 2);
      }
      coefficients[at + ZIGZAG[k]!] = (sign ? -rest - 1 : rest + 1) << low;
    }
  }

  /** T.81 §G.2.3: one more bit of each coefficient, and those that start with it. */
  #refineBand(
    { ac }: ScanComponent,
    first: number,
    last: number,
    low: number,
    coefficients: Int16Array,
    at: number,
  ): void {
    const decoder = this.#decoder;
    const states = this.#states.get(ac)!;
    let end = last;
    while (end > 0 && coefficients[at + ZIGZAG[end]!] === 0) end -= 1;
    for (let k = first; k <= last; k += 1) {
      if (k > end && decoder.decide(states, 3 * (k - 1))) return;
      for (;;) {
        const place = at + ZIGZAG[k]!;
        const value = coefficients[place]!;
        if (value !== 0) {
          const isMore = decoder.decide(states, 3 * (k - 1) + 2);
          if (isMore) coefficients[place] = value + (value > 0 ? 1 : -1) * 2 ** low;
          break;
        }
        if (decoder.decide(states, 3 * (k - 1) + 1)) {
          coefficients[place] = (decoder.decide(QM_EVEN, 0) ? -1 : 1) * 2 ** low;
          break;
        }
        k += 1;
        if (k > last) throw badJpeg(`a block has coefficients beyond number ${last}`);
      }
    }
  }

  /** A magnitude less one, its highest bit `top` or above, by decisions from `place` on. T.81 Figures F.23 and F.24. */
  #lessOne(states: Uint8Array, place: number, top: number): number {
    let highest = top;
    let next = place;
    while (this.#decoder.decide(states, next)) {
      highest *= 2;
      if (highest === MAX_MAGNITUDE) throw badJpeg("it has a coefficient of more than 15 bits");
      next += 1;
    }
    let value = highest;
    for (let bit = highest >> 1; bit > 0; bit >>= 1) {
      if (this.#decoder.decide(states, next + TO_BITS)) value |= bit;
    }
    return value;
  }
}
