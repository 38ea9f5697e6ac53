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
  chunkIndices,
  chunkRegion,
  type DataType,
  elementCount,
  type FixedDataTypes,
  float16Value,
  gridShape,
  isNumeric,
  mapConcurrently,
  type NumericDataType,
  numericChunk,
  readRegion,
} from "@chunkwright/core";

/** The least and the greatest of some elements. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/**
 * One range for each index along `axis`, or one for everything if `axis` is -1; NaN and infinities left out; `undefined`
 * where there is no number. 64-bit integers are rounded to doubles. Complex numbers and elements that are no numbers have no
 * order, and give `undefined`.
 */
export async function valueRanges(
  source: ChunkSource,
  axis: number,
  options?: CallOptions,
): Promise<readonly (ValueRange | undefined)[]> {
  const { info } = source;
  const ranges = new Array<ValueRange | undefined>(axis < 0 ? 1 : info.shape[axis]!).fill(undefined);
  if (!hasOrder(info.dataType)) return ranges;
  const addChunk = async (index: ChunkIndex): Promise<void> => {
    const region = chunkRegion(info, index);
    const chunk = await readRegion(source, region, options);
    const first = axis < 0 ? 0 : region.start[axis]!;
    for (const [i, range] of rangesAlong(axis, chunk).entries()) {
      ranges[first + i] = union(ranges[first + i], range);
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

function hasOrder(dataType: DataType): boolean {
  return isNumeric(dataType) && dataType !== "complex64" && dataType !== "complex128";
}

/** One range for each index along `axis` of the chunk, or one for all of it if `axis` is -1. */
function rangesAlong(axis: number, chunk: Chunk): (ValueRange | undefined)[] {
  const { shape } = chunk;
  const numbers = numbersOf(numericChunk(chunk));
  if (axis < 0) return [rangeOf([numbers])];
  const length = shape[axis]!;
  const run = elementCount(shape.slice(axis + 1));
  return Array.from({ length }, (_, i) => {
    const runs: Numbers[] = [];
    for (let start = i * run; start < numbers.length; start += length * run) {
      runs.push(numbers.subarray(start, start + run));
    }
    return rangeOf(runs);
  });
}

type Numbers = Exclude<FixedDataTypes[NumericDataType], BigInt64Array | BigUint64Array>;

function numbersOf({ dataType, data }: Chunk<NumericDataType>): Numbers {
  if (dataType === "float16") return Float32Array.from(data, float16Value);
  return data instanceof BigInt64Array || data instanceof BigUint64Array
    ? Float64Array.from(data, Number)
    : data;
}

/** NaN is neither less nor greater than any number; what is infinite is no limit of a window. */
function rangeOf(runs: readonly Numbers[]): ValueRange | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const numbers of runs) {
    for (let i = 0; i < numbers.length; i += 1) {
      const number = numbers[i]!;
      if (number < min && number !== Number.NEGATIVE_INFINITY) min = number;
      if (number > max && number !== Number.POSITIVE_INFINITY) max = number;
    }
  }
  return min <= max ? { min, max } : undefined;
}

function union(a: ValueRange | undefined, b: ValueRange | undefined): ValueRange | undefined {
  return a && b ? { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) } : (a ?? b);
}
