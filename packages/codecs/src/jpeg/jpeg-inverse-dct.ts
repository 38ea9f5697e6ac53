/**
 * The inverse DCT of JPEG blocks, ITU-T T.81 §A.3.3, in the integer arithmetic that libjpeg calls "islow", so that both
 * give the same samples. The algorithm is Loeffler, Ligtenberg and Moschytz's of 1989, with 11 multiplications for 8
 * values.
 *
 * @module
 */

import { ZIGZAG } from "./jpeg-blocks.ts";

/** Fractional bits of the factors. */
const FACTOR_BITS = 13;
const factor = (value: number): number => Math.round(value * 2 ** FACTOR_BITS);

const F_0_298 = factor(0.298631336);
const F_0_390 = factor(0.390180644);
const F_0_541 = factor(0.5411961);
const F_0_765 = factor(0.765366865);
const F_0_899 = factor(0.899976223);
const F_1_175 = factor(1.175875602);
const F_1_501 = factor(1.50132111);
const F_1_847 = factor(1.847759065);
const F_1_961 = factor(1.96157056);
const F_2_053 = factor(2.053119869);
const F_2_562 = factor(2.562915447);
const F_3_072 = factor(3.072711026);

/** Writes the samples of a component's blocks, `[height, width]` in whole blocks, to `samples` of `stride` columns. */
export function inverseDct(
  coefficients: Int16Array,
  at: number,
  quantization: Uint16Array,
  precision: number,
  samples: Uint16Array,
  place: number,
  stride: number,
): void {
  // Fractional bits kept by the first pass: fewer for wide samples.
  const kept = precision > 8 ? 1 : 2;
  for (let k = 0; k < 64; k += 1) {
    const natural = ZIGZAG[k]!;
    block[natural] = coefficients[at + natural]! * quantization[k]!;
  }
  for (let column = 0; column < 8; column += 1) transform(block, column, 8, FACTOR_BITS - kept);
  for (let row = 0; row < 8; row += 1) transform(block, 8 * row, 1, FACTOR_BITS + kept + 3);
  const center = 2 ** (precision - 1);
  const largest = 2 ** precision - 1;
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) {
      samples[place + y * stride + x] = Math.max(0, Math.min(largest, block[8 * y + x]! + center));
    }
  }
}

/** Products of 12-bit samples' coefficients do not fit 32 bits. */
const block = new Float64Array(64);

/** Eight values `step` apart, in place, divided by 2^`shift` and rounded. */
function transform(values: Float64Array, at: number, step: number, shift: number): void {
  const v0 = values[at]!;
  const v1 = values[at + step]!;
  const v2 = values[at + 2 * step]!;
  const v3 = values[at + 3 * step]!;
  const v4 = values[at + 4 * step]!;
  const v5 = values[at + 5 * step]!;
  const v6 = values[at + 6 * step]!;
  const v7 = values[at + 7 * step]!;

  const even = (v2 + v6) * F_0_541;
  const e2 = even - v6 * F_1_847;
  const e3 = even + v2 * F_0_765;
  const sum = (v0 + v4) * 2 ** FACTOR_BITS;
  const difference = (v0 - v4) * 2 ** FACTOR_BITS;
  const a0 = sum + e3;
  const a3 = sum - e3;
  const a1 = difference + e2;
  const a2 = difference - e2;

  const odd = (v7 + v3 + v5 + v1) * F_1_175;
  const z1 = -(v7 + v1) * F_0_899;
  const z2 = -(v5 + v3) * F_2_562;
  const z3 = odd - (v7 + v3) * F_1_961;
  const z4 = odd - (v5 + v1) * F_0_390;
  const b0 = v7 * F_0_298 + z1 + z3;
  const b1 = v5 * F_2_053 + z2 + z4;
  const b2 = v3 * F_3_072 + z2 + z3;
  const b3 = v1 * F_1_501 + z1 + z4;

  const half = 2 ** (shift - 1);
  const scale = 2 ** -shift;
  values[at] = Math.floor((a0 + b3 + half) * scale);
  values[at + 7 * step] = Math.floor((a0 - b3 + half) * scale);
  values[at + step] = Math.floor((a1 + b2 + half) * scale);
  values[at + 6 * step] = Math.floor((a1 - b2 + half) * scale);
  values[at + 2 * step] = Math.floor((a2 + b1 + half) * scale);
  values[at + 5 * step] = Math.floor((a2 - b1 + half) * scale);
  values[at + 3 * step] = Math.floor((a3 + b0 + half) * scale);
  values[at + 4 * step] = Math.floor((a3 - b0 + half) * scale);
}
