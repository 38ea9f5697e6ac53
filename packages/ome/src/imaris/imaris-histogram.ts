/**
 * Histograms as ImarisWriter makes them. ImarisWriter, bpHistogram.h.
 *
 * @module
 */

import type { Chunk, DataType } from "@chunkwright/core";

/** Data types of Imaris. */
export type ImarisDataType = "uint8" | "uint16" | "uint32" | "float32";

export function isImarisDataType(dataType: DataType): dataType is ImarisDataType {
  return ["uint8", "uint16", "uint32", "float32"].includes(dataType);
}

/** Values from `min` to `max`, in bins of the same width. */
export interface ImarisHistogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

/** A bin for each value of one or two bytes; for larger types, 65,536 ranges with the same bounds as Imaris'. */
const WIDE = { bins: 65536, min: -100, max: 40000 };
/** At least this many bins remain. */
const LEAST_BINS = 257;
const MOST_BINS = 1024;

/** Counts the elements of a volume. */
export class ImarisHistogramBuilder {
  readonly #dataType: ImarisDataType;
  readonly #binOf: (value: number) => number;
  readonly #counts: Float64Array;
  /** Smallest and largest element, without NaN. */
  min: number = Number.POSITIVE_INFINITY;
  max: number = Number.NEGATIVE_INFINITY;

  constructor(dataType: ImarisDataType) {
    this.#dataType = dataType;
    this.#binOf = dataType === "uint8" || dataType === "uint16" ? (value) => value : wideBin;
    this.#counts = new Float64Array(dataType === "uint8" ? 256 : 65536);
  }

  /** Throws `TypeError` for elements of another type. NaN is not counted. */
  add(chunk: Chunk): void {
    if (chunk.dataType !== this.#dataType) {
      throw new TypeError(`Cannot count ${chunk.dataType} elements among ${this.#dataType} ones`);
    }
    for (const value of (chunk as Chunk<ImarisDataType>).data) this.#count(value, 1);
  }

  /** Counts zeros that are not stored. */
  addZeros(count: number): void {
    if (count > 0) this.#count(0, count);
  }

  #count(value: number, times: number): void {
    if (Number.isNaN(value)) return;
    this.#counts[this.#binOf(value)]! += times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /** At most 1,024 bins, from the first to the last that matter; `undefined` if nothing was counted. */
  finish(): ImarisHistogram | undefined {
    if (this.max < this.min) return undefined;
    const counts = this.#counts;
    if (this.#dataType === "uint8") return { min: 0, max: 255, counts: Array.from(counts) };
    let first = 0;
    let last = counts.length - 1;
    while (last - first >= LEAST_BINS && counts[last] === 0) last -= 1;
    if (this.#dataType === "uint16")
      return resample({ min: 0, max: last, counts: cut(counts, 0, last) }, MOST_BINS);
    while (last - first >= LEAST_BINS && counts[first] === 0) first += 1;
    const histogram = { min: wideValue(first), max: wideValue(last), counts: cut(counts, first, last) };
    return resample(histogram, MOST_BINS);
  }
}

/** The two that are stored: 256 bins, and the histogram itself if it has other ones. */
export function storedHistograms(histogram: ImarisHistogram): {
  readonly coarse: ImarisHistogram;
  readonly fine: ImarisHistogram | undefined;
} {
  const isCoarse = histogram.counts.length === 256;
  return { coarse: isCoarse ? histogram : rebin(histogram, 256), fine: isCoarse ? undefined : histogram };
}

function resample(histogram: ImarisHistogram, most: number): ImarisHistogram {
  return histogram.counts.length <= most ? histogram : rebin(histogram, most);
}

function rebin({ min, max, counts }: ImarisHistogram, bins: number): ImarisHistogram {
  const result = new Array<number>(bins).fill(0);
  for (const [i, count] of counts.entries()) result[Math.floor((i * bins) / counts.length)]! += count;
  return { min, max, counts: result };
}

function cut(counts: Float64Array, first: number, last: number): readonly number[] {
  return Array.from(counts.subarray(first, last + 1));
}

/** In single precision, like Imaris, so that values at the edges of bins are counted in the same ones. */
function wideBin(value: number): number {
  if (value <= WIDE.min) return 0;
  if (value >= WIDE.max) return WIDE.bins - 1;
  const { fround } = Math;
  return Math.floor(fround(fround(fround(fround(value) - WIDE.min) * WIDE.bins) / (WIDE.max - WIDE.min)));
}

function wideValue(bin: number): number {
  const { fround } = Math;
  return fround(WIDE.min + fround(fround((WIDE.max - WIDE.min) * bin) / (WIDE.bins - 1)));
}
