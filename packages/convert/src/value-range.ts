/**
 * The smallest and largest element along an axis, for display windows.
 *
 * @module
 */

import {
  type CallOptions,
  type Chunk,
  type ChunkIndex,
  type ChunkSource,
  cacheChunks,
  chunkIndices,
  chunkRegion,
  float16Value,
  gridShape,
  mapConcurrently,
  type Region,
  readRegion,
} from "@chunkwright/core";

/** The least and the greatest of some elements. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/**
 * One range for each index along `axis`, or one for everything if `axis` is -1; NaN and infinities left out; `undefined`
 * where there is no number. 64-bit integers are rounded to doubles; complex numbers have no order and give `undefined`.
 */
export async function valueRanges(
  source: ChunkSource,
  axis: number,
  options?: CallOptions,
): Promise<readonly (ValueRange | undefined)[]> {
  const { info } = source;
  const cached = cacheChunks(source, 0);
  const ranges = new Array<ValueRange | undefined>(axis < 0 ? 1 : info.shape[axis]!).fill(undefined);
  if (info.dataType === "complex64" || info.dataType === "complex128") return ranges;
  const addChunk = async (index: ChunkIndex): Promise<void> => {
    for (const region of slices(chunkRegion(info, index), axis)) {
      const range = rangeOf(await readRegion(cached, region, options));
      const i = axis < 0 ? 0 : region.start[axis]!;
      ranges[i] = union(ranges[i], range);
    }
  };
  await mapConcurrently(chunkIndices(gridShape(info)), addChunk, {
    concurrency: CONCURRENCY,
    signal: options?.signal,
  });
  return ranges;
}

/** Chunks read and decoded at a time. */
const CONCURRENCY = 4;

/** The region cut into slices of length 1 along `axis`. */
function slices(region: Region, axis: number): readonly Region[] {
  if (axis < 0) return [region];
  return Array.from({ length: region.shape[axis]! }, (_, i) => ({
    start: region.start.with(axis, region.start[axis]! + i),
    shape: region.shape.with(axis, 1),
  }));
}

function rangeOf({ dataType, data }: Chunk): ValueRange | undefined {
  if (dataType === "float16") return rangeOfNumbers(Float32Array.from(data, float16Value));
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return rangeOfNumbers(Float64Array.from(data, Number));
  }
  return rangeOfNumbers(Array.isArray(data) ? Float64Array.from(data, Number) : data);
}

/** NaN is neither less nor greater than any number; what is infinite is no limit of a window. */
function rangeOfNumbers(numbers: ArrayLike<number>): ValueRange | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < numbers.length; i += 1) {
    const number = numbers[i]!;
    if (number < min && number !== Number.NEGATIVE_INFINITY) min = number;
    if (number > max && number !== Number.POSITIVE_INFINITY) max = number;
  }
  return min <= max ? { min, max } : undefined;
}

function union(a: ValueRange | undefined, b: ValueRange | undefined): ValueRange | undefined {
  return a && b ? { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) } : (a ?? b);
}
