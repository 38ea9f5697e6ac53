/**
 * The MQ arithmetic decoder of JPEG 2000: binary decisions with adaptive probability estimates. ITU-T T.800 Annex C.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

const HALF = 0x8000;

export class MqDecoder {
  readonly #bytes: Bytes;
  #position = 0;
  /** C of the recommendation: 16 bits to compare, then up to 16 more. */
  #code: number;
  #interval = HALF;
  #count = 0;

  /** After the last byte, ones are read. T.800 §C.3.5. */
  constructor(bytes: Bytes) {
    this.#bytes = bytes;
    this.#code = (bytes[0] ?? 0xff) << 16;
    this.#readByte();
    this.#code <<= 7;
    this.#count -= 7;
  }

  /** Decodes a decision with the state at `place` of `states`, and adapts it. T.800 §C.3.2. */
  decide(states: Uint8Array, place: number): number {
    const state = states[place]!;
    const estimate = ESTIMATE[state]!;
    const probable = state & 1;
    this.#interval -= estimate;
    let isProbable: boolean;
    if (this.#code >>> 16 < estimate) {
      // The sub-interval of the less probable symbol, or, if that is larger, of the more probable one.
      isProbable = this.#interval < estimate;
      this.#interval = estimate;
    } else {
      this.#code -= estimate << 16;
      if (this.#interval >= HALF) return probable;
      isProbable = this.#interval >= estimate;
    }
    states[place] = isProbable ? AFTER_PROBABLE[state]! : AFTER_IMPROBABLE[state]!;
    do {
      if (this.#count === 0) this.#readByte();
      this.#interval <<= 1;
      this.#code <<= 1;
      this.#count -= 1;
    } while (this.#interval < HALF);
    return isProbable ? probable : 1 - probable;
  }

  /** A byte after 0xff has only 7 bits; if its high bit is set, it is a marker, which is not read. T.800 §C.3.4. */
  #readByte(): void {
    const bytes = this.#bytes;
    const next = bytes[this.#position + 1] ?? 0xff;
    if ((bytes[this.#position] ?? 0xff) !== 0xff) {
      this.#position += 1;
      this.#code += next << 8;
      this.#count = 8;
    } else if (next > 0x8f) {
      this.#code += 0xff00;
      this.#count = 8;
    } else {
      this.#position += 1;
      this.#code += next << 9;
      this.#count = 7;
    }
  }
}

// T.800 Table C.2, by index: Qe, next index after an MPS and an LPS, and whether to switch the MPS.
const ESTIMATES = [
  0x5601, 0x3401, 0x1801, 0x0ac1, 0x0521, 0x0221, 0x5601, 0x5401, 0x4801, 0x3801, 0x3001, 0x2401, 0x1c01,
  0x1601, 0x5601, 0x5401, 0x5101, 0x4801, 0x3801, 0x3401, 0x3001, 0x2801, 0x2401, 0x2201, 0x1c01, 0x1801,
  0x1601, 0x1401, 0x1201, 0x1101, 0x0ac1, 0x09c1, 0x08a1, 0x0521, 0x0441, 0x02a1, 0x0221, 0x0141, 0x0111,
  0x0085, 0x0049, 0x0025, 0x0015, 0x0009, 0x0005, 0x0001, 0x5601,
];
const AFTER_MORE_PROBABLE = [
  1, 2, 3, 4, 5, 38, 7, 8, 9, 10, 11, 12, 13, 29, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
  30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 45, 46,
];
const AFTER_LESS_PROBABLE = [
  1, 6, 9, 12, 29, 33, 6, 14, 14, 14, 17, 18, 20, 21, 14, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 23, 24, 25,
  26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 46,
];
const SWITCHING = [0, 6, 14];

/** A state is an index times 2, plus the more probable symbol. */
const STATES = 2 * ESTIMATES.length;
const ESTIMATE = Uint16Array.from({ length: STATES }, (_, state) => ESTIMATES[state >> 1]!);
const AFTER_PROBABLE = Uint8Array.from(
  { length: STATES },
  (_, state) => 2 * AFTER_MORE_PROBABLE[state >> 1]! + (state & 1),
);
const AFTER_IMPROBABLE = Uint8Array.from({ length: STATES }, (_, state) => {
  const probable = SWITCHING.includes(state >> 1) ? 1 - (state & 1) : state & 1;
  return 2 * AFTER_LESS_PROBABLE[state >> 1]! + probable;
});
