/**
 * The QM arithmetic decoder of JPEG and JBIG: binary decisions with adaptive probability estimates.
 * ITU-T T.81 Annex D.2; ITU-T T.82 §6.8.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

const MARKER = 0xff;
/** A of the recommendations: starts as 1.0 in 16 bits and is renormalized below one half. */
const WHOLE = 0x10000;
const HALF = 0x8000;

/**
 * A state that does not adapt, with equal probabilities, as for signs in T.81 §F.1.4.4.2.1. Other states start at 0.
 */
export const QM_EVEN: Uint8Array = Uint8Array.of(226);

export class QmDecoder {
  readonly #bytes: Bytes;
  #position: number;
  /** C of the recommendations: 16 bits to compare, then up to 16 more. */
  #code = 0;
  #interval = WHOLE;
  #shifts = 0;

  /** Decodes from byte `position` on. From the next marker on, zeros are read. */
  constructor(bytes: Bytes, position: number) {
    this.#bytes = bytes;
    this.#position = position;
    this.#code = (this.#byte() << 24) | (this.#byte() << 16);
  }

  /** Never beyond the marker that ends the data. */
  get position(): number {
    return this.#position;
  }

  /** Decodes a decision with the state at `place` of `states`, and adapts it. T.81 §D.2.4 to §D.2.6. */
  decide(states: Uint8Array, place: number): 0 | 1 {
    const state = states[place]!;
    const estimate = ESTIMATE[state]!;
    const probable = (state & 1) as 0 | 1;
    this.#interval -= estimate;
    const isBelow = this.#code >>> 16 < this.#interval;
    if (isBelow && this.#interval >= HALF) return probable;
    // If the less probable symbol has the larger part of the interval, the two are exchanged.
    const isProbable = isBelow === this.#interval >= estimate;
    if (!isBelow) {
      this.#code = (this.#code - (this.#interval << 16)) | 0;
      this.#interval = estimate;
    }
    states[place] = isProbable ? AFTER_PROBABLE[state]! : AFTER_IMPROBABLE[state]!;
    while (this.#interval < HALF) this.#double();
    return isProbable ? probable : ((1 - probable) as 0 | 1);
  }

  #double(): void {
    if (this.#shifts === 0) {
      this.#code |= this.#byte() << 8;
      this.#shifts = 8;
    }
    this.#shifts -= 1;
    this.#interval *= 2;
    this.#code <<= 1;
  }

  /** 0xff is followed by a stuffed zero; anything else there is a marker. */
  #byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) return 0;
    if (byte !== MARKER) {
      this.#position += 1;
      return byte;
    }
    if (this.#bytes[this.#position + 1] !== 0) return 0;
    this.#position += 2;
    return byte;
  }
}

// T.81 Table D.3, T.82 Table 24, by index: Qe, next index after an LPS and an MPS, and whether to switch the MPS.
const ESTIMATES = [
  0x5a1d, 0x2586, 0x1114, 0x080b, 0x03d8, 0x01da, 0x00e5, 0x006f, 0x0036, 0x001a, 0x000d, 0x0006, 0x0003,
  0x0001, 0x5a7f, 0x3f25, 0x2cf2, 0x207c, 0x17b9, 0x1182, 0x0cef, 0x09a1, 0x072f, 0x055c, 0x0406, 0x0303,
  0x0240, 0x01b1, 0x0144, 0x00f5, 0x00b7, 0x008a, 0x0068, 0x004e, 0x003b, 0x002c, 0x5ae1, 0x484c, 0x3a0d,
  0x2ef1, 0x261f, 0x1f33, 0x19a8, 0x1518, 0x1177, 0x0e74, 0x0bfb, 0x09f8, 0x0861, 0x0706, 0x05cd, 0x04de,
  0x040f, 0x0363, 0x02d4, 0x025c, 0x01f8, 0x01a4, 0x0160, 0x0125, 0x00f6, 0x00cb, 0x00ab, 0x008f, 0x5b12,
  0x4d04, 0x412c, 0x37d8, 0x2fe8, 0x293c, 0x2379, 0x1edf, 0x1aa9, 0x174e, 0x1424, 0x119c, 0x0f6b, 0x0d51,
  0x0bb6, 0x0a40, 0x5832, 0x4d1c, 0x438e, 0x3bdd, 0x34ee, 0x2eae, 0x299a, 0x2516, 0x5570, 0x4ca9, 0x44d9,
  0x3e22, 0x3824, 0x32b4, 0x2e17, 0x56a8, 0x4f46, 0x47e5, 0x41cf, 0x3c3d, 0x375e, 0x5231, 0x4c0f, 0x4639,
  0x415e, 0x5627, 0x50e7, 0x4b85, 0x5597, 0x504f, 0x5a10, 0x5522, 0x59eb,
];
const AFTER_LESS_PROBABLE = [
  1, 14, 16, 18, 20, 23, 25, 28, 30, 33, 35, 9, 10, 12, 15, 36, 38, 39, 40, 42, 43, 45, 46, 48, 49, 51, 52,
  54, 56, 57, 59, 60, 62, 63, 32, 33, 37, 64, 65, 67, 68, 69, 70, 72, 73, 74, 75, 77, 78, 79, 48, 50, 50, 51,
  52, 53, 54, 55, 56, 57, 58, 59, 61, 61, 65, 80, 81, 82, 83, 84, 86, 87, 87, 72, 72, 74, 74, 75, 77, 77, 80,
  88, 89, 90, 91, 92, 93, 86, 88, 95, 96, 97, 99, 99, 93, 95, 101, 102, 103, 104, 99, 105, 106, 107, 103, 105,
  108, 109, 110, 111, 110, 112, 112,
];
const AFTER_MORE_PROBABLE = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
  30, 31, 32, 33, 34, 35, 9, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56,
  57, 58, 59, 60, 61, 62, 63, 32, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 48, 81, 82, 83,
  84, 85, 86, 87, 71, 89, 90, 91, 92, 93, 94, 86, 96, 97, 98, 99, 100, 93, 102, 103, 104, 99, 106, 107, 103,
  109, 107, 111, 109, 111,
];
const SWITCHING = [0, 14, 36, 64, 80, 88, 95, 105, 110, 112];

/** A state is an index times 2, plus the more probable symbol; `QM_EVEN` follows those of the table. */
const STATES = 2 * ESTIMATES.length;
const ESTIMATE = Uint16Array.from(
  { length: STATES + 2 },
  (_, state) => ESTIMATES[state >> 1] ?? ESTIMATES[0]!,
);
const AFTER_PROBABLE = Uint8Array.from({ length: STATES + 2 }, (_, state) =>
  state < STATES ? 2 * AFTER_MORE_PROBABLE[state >> 1]! + (state & 1) : state,
);
const AFTER_IMPROBABLE = Uint8Array.from({ length: STATES + 2 }, (_, state) => {
  if (state >= STATES) return state;
  const probable = SWITCHING.includes(state >> 1) ? 1 - (state & 1) : state & 1;
  return 2 * AFTER_LESS_PROBABLE[state >> 1]! + probable;
});
