/**
 * The smallest and largest element along an axis: what a display window is made of.
 *
 * @module
 */

import {
  type CallOptions,
  type Chunk,
  type ChunkSource,
  chunkIndices,
  chunkRegion,
  float16Value,
  gridShape,
  readRegion,
} from "@chunkwright/core";

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/**
 * One range for each index along `axis`, NaN left out; `undefined` where there is no number. 64-bit integers are
 * rounded to doubles; complex numbers have no order and give `undefined`.
 */
export async function valueRanges(
  source: ChunkSource,
  axis: number,
  options?: CallOptions,
): Promise<readonly (ValueRange | undefined)[]> {
  const { info } = source;
  const ranges = new Array<ValueRange | undefined>(info.shape[axis] ?? 1).fill(undefined);
  if (info.dataType === "complex64" || info.dataType === "complex128") return ranges;
  for (const index of chunkIndices(gridShape(info))) {
    const region = chunkRegion(info, index);
    for (let i = 0; i < (region.shape[axis] ?? 1); i += 1) {
      const slice = {
        start: region.start.with(axis, region.start[axis]! + i),
        shape: region.shape.with(axis, 1),
      };
      const range = rangeOf(await readRegion(source, slice, options));
      ranges[slice.start[axis]!] = union(ranges[slice.start[axis]!], range);
    }
  }
  return ranges;
}

function rangeOf(chunk: Chunk): ValueRange | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const element of chunk.data) {
    const value = chunk.dataType === "float16" ? float16Value(Number(element)) : Number(element);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : undefined;
}

function union(a: ValueRange | undefined, b: ValueRange | undefined): ValueRange | undefined {
  return a && b ? { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) } : (a ?? b);
}
