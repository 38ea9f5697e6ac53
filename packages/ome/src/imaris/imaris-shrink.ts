/**
 * Coarser levels as ImarisWriter makes them. ImarisWriter, bpMultiresolutionImsImage.cxx.
 *
 * @module
 */

import { type Chunk, createChunk, type Shape } from "@chunkwright/core";
import { type ImarisDataType, isImarisDataType } from "./imaris-histogram.ts";

/**
 * Means of windows of `factors` elements, each 1 or 2: integers rounded down, sums in single precision. Every length is
 * a multiple of its factor.
 */
export function shrinkImaris(chunk: Chunk, factors: Shape): Chunk {
  if (!isImarisDataType(chunk.dataType)) throw new TypeError(`Imaris has no ${chunk.dataType}`);
  const shape = chunk.shape.map((length, axis) => length / factors[axis]!);
  const result = createChunk(chunk.dataType, shape) as Chunk<ImarisDataType>;
  const { data } = chunk as Chunk<ImarisDataType>;
  const steps = strides(chunk.shape);
  const window = windowOffsets(factors, steps);
  const isWhole = chunk.dataType !== "float32";
  const { fround } = Math;
  const index = shape.map(() => 0);
  for (let i = 0; i < result.data.length; i += 1) {
    let base = 0;
    for (let axis = 0; axis < index.length; axis += 1) base += index[axis]! * factors[axis]! * steps[axis]!;
    let sum = 0;
    for (const offset of window) sum = fround(sum + data[base + offset]!);
    const mean = sum / window.length;
    result.data[i] = isWhole ? Math.floor(mean) : mean;
    for (let axis = index.length - 1; axis >= 0; axis -= 1) {
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return result;
}

function windowOffsets(factors: Shape, steps: readonly number[]): readonly number[] {
  return factors.reduce<readonly number[]>(
    (offsets, factor, axis) =>
      offsets.flatMap((offset) => Array.from({ length: factor }, (_, i) => offset + i * steps[axis]!)),
    [0],
  );
}

function strides(shape: Shape): readonly number[] {
  const steps = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) steps[axis] = steps[axis + 1]! * shape[axis + 1]!;
  return steps;
}
