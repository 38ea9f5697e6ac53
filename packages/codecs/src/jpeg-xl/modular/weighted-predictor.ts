/**
 * The weighted ("self-correcting") predictor: the average of four, weighted by how well each did nearby. ISO/IEC 18181-1
 * §H.5.2. Samples have up to 32 bits, so that what is computed of them may need more than 32.
 *
 * @module
 */

import type { JpegXlReader } from "../jpeg-xl-reader.ts";

/** The parameters of the predictors, with the names of Table H.4. */
export interface WeightedParameters {
  readonly p1: number;
  readonly p2: number;
  readonly p3: readonly [a: number, b: number, c: number, d: number, e: number];
  readonly weights: readonly [number, number, number, number];
}

const DEFAULTS: WeightedParameters = { p1: 16, p2: 10, p3: [7, 7, 7, 0, 0], weights: [13, 12, 12, 12] };

export function readWeightedParameters(reader: JpegXlReader): WeightedParameters {
  if (reader.flag()) return DEFAULTS;
  const [p1, p2] = [reader.read(5), reader.read(5)];
  const [a, b, c, d, e] = [reader.read(5), reader.read(5), reader.read(5), reader.read(5), reader.read(5)];
  const weights = [reader.read(4), reader.read(4), reader.read(4), reader.read(4)] as const;
  return { p1, p2, p3: [a, b, c, d, e], weights };
}

/** Predictions have three bits more than samples. */
const FRACTION = 8;
const ROUNDING = 3;
/** 2^24 / (i + 1), to divide by multiplying. */
const RECIPROCALS = Int32Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 24 / (i + 1)));
/** Products with a reciprocal of at most 2^20 are exact up to here. */
const MAX_EXACT = 2 ** 33;

/** Predicts the samples of one channel in their order. */
export class WeightedPredictor {
  readonly #width: number;
  readonly #parameters: WeightedParameters;
  /** Errors of the predictions in this row and the one above, with room at the end. */
  #errors: Int32Array;
  #errorsAbove: Int32Array;
  /** The same of each of the four; those above with the errors to their left added. */
  #ownErrors: Uint32Array;
  #ownErrorsAbove: Uint32Array;
  #first = 0;
  #second = 0;
  #third = 0;
  #fourth = 0;
  #prediction = 0;
  /** The error nearby that is largest, a property for trees. */
  largestError = 0;

  constructor(width: number, parameters: WeightedParameters) {
    this.#width = width;
    this.#parameters = parameters;
    this.#errors = new Int32Array(width + 2);
    this.#errorsAbove = new Int32Array(width + 2);
    this.#ownErrors = new Uint32Array(4 * (width + 2));
    this.#ownErrorsAbove = new Uint32Array(4 * (width + 2));
  }

  /** Begins the next row. */
  nextRow(): void {
    [this.#errors, this.#errorsAbove] = [this.#errorsAbove, this.#errors];
    [this.#ownErrors, this.#ownErrorsAbove] = [this.#ownErrorsAbove, this.#ownErrors];
  }

  /** The prediction for sample `x` of the row. */
  predict(x: number, left: number, top: number, topLeft: number, topRight: number, topTop: number): number {
    const { p1, p2, p3 } = this.#parameters;
    const right = x < this.#width - 1 ? x + 1 : x;
    const before = x > 0 ? x - 1 : x;
    const above = this.#errorsAbove;
    const errorLeft = x > 0 ? this.#errors[before]! : 0;
    const errorTop = above[x]!;
    const errorTopLeft = above[before]!;
    const errorTopRight = above[right]!;
    this.#setLargestError(errorLeft, errorTop, errorTopLeft, errorTopRight);

    const n = top * FRACTION;
    const w = left * FRACTION;
    const ne = topRight * FRACTION;
    const nw = topLeft * FRACTION;
    const nn = topTop * FRACTION;
    const sides = errorLeft + errorTop;
    this.#first = w + ne - n;
    this.#second = n - Math.floor(((sides + errorTopRight) * p1) / 32);
    this.#third = w - Math.floor(((sides + errorTopLeft) * p2) / 32);
    const corrections = errorTopLeft * p3[0] + errorTop * p3[1] + errorTopRight * p3[2];
    this.#fourth = n - Math.floor((corrections + (nn - n) * p3[3] + (nw - w) * p3[4]) / 32);
    let prediction = this.#average(4 * x, 4 * right, 4 * before);
    // Unless the errors have the same sign, the prediction is not outside of its neighbours.
    if (((errorTop ^ errorLeft) | (errorTop ^ errorTopLeft)) <= 0) {
      prediction = Math.max(Math.min(w, n, ne), Math.min(Math.max(w, n, ne), prediction));
    }
    this.#prediction = prediction;
    return Math.floor((prediction + ROUNDING) / FRACTION);
  }

  /** Takes note of the sample that has been predicted last. */
  update(x: number, sample: number): void {
    const value = sample * FRACTION;
    this.#errors[x] = this.#prediction - value;
    const own = this.#ownErrors;
    const above = this.#ownErrorsAbove;
    const at = 4 * x;
    const first = Math.floor((Math.abs(this.#first - value) + ROUNDING) / FRACTION);
    const second = Math.floor((Math.abs(this.#second - value) + ROUNDING) / FRACTION);
    const third = Math.floor((Math.abs(this.#third - value) + ROUNDING) / FRACTION);
    const fourth = Math.floor((Math.abs(this.#fourth - value) + ROUNDING) / FRACTION);
    own[at] = first;
    own[at + 1] = second;
    own[at + 2] = third;
    own[at + 3] = fourth;
    above[at + 4]! += first;
    above[at + 5]! += second;
    above[at + 6]! += third;
    above[at + 7]! += fourth;
  }

  #setLargestError(left: number, top: number, topLeft: number, topRight: number): void {
    let largest = left;
    if (Math.abs(top) > Math.abs(largest)) largest = top;
    if (Math.abs(topLeft) > Math.abs(largest)) largest = topLeft;
    if (Math.abs(topRight) > Math.abs(largest)) largest = topRight;
    this.largestError = largest;
  }

  /** The four predictions with weights that are the larger, the smaller their errors at the three places above. */
  #average(top: number, right: number, left: number): number {
    const errors = this.#ownErrorsAbove;
    const [max0, max1, max2, max3] = this.#parameters.weights;
    const weight0 = weightOf(errors[top]! + errors[right]! + errors[left]!, max0);
    const weight1 = weightOf(errors[top + 1]! + errors[right + 1]! + errors[left + 1]!, max1);
    const weight2 = weightOf(errors[top + 2]! + errors[right + 2]! + errors[left + 2]!, max2);
    const weight3 = weightOf(errors[top + 3]! + errors[right + 3]! + errors[left + 3]!, max3);
    const shift = 27 - Math.clz32(weight0 + weight1 + weight2 + weight3);
    const w0 = weight0 >>> shift;
    const w1 = weight1 >>> shift;
    const w2 = weight2 >>> shift;
    const w3 = weight3 >>> shift;
    const total = w0 + w1 + w2 + w3;
    const sum =
      this.#first * w0 + this.#second * w1 + this.#third * w2 + this.#fourth * w3 + (total >> 1) - 1;
    return divided(sum, RECIPROCALS[total - 1]!);
  }
}

/** About `4 + largest * 2^24 / (errors + 1)`, where errors have 32 bits. */
function weightOf(errors: number, largest: number): number {
  const sum = errors >>> 0;
  const shift = Math.max(0, 26 - Math.clz32(sum + 1));
  return 4 + ((largest * (RECIPROCALS[sum >>> shift] ?? 0)) >>> shift);
}

/** `sum * reciprocal / 2^24`, rounded down. */
function divided(sum: number, reciprocal: number): number {
  if (sum < MAX_EXACT && sum > -MAX_EXACT) return Math.floor((sum * reciprocal) / 2 ** 24);
  const high = Math.floor(sum / 2 ** 20);
  const low = sum - high * 2 ** 20;
  return Math.floor((high * reciprocal + Math.floor((low * reciprocal) / 2 ** 20)) / 16);
}
