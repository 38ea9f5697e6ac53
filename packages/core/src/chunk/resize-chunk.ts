/**
 * Chunks of another size: cut off at the upper edges of an array, or padded to whole chunks.
 *
 * @module
 */

import { createChunk, filledChunk } from "../chunk/create-chunk.ts";
import type { Chunk, Scalar, Shape } from "../types.ts";
import { copyRegion } from "./copy-region.ts";

/**
 * `chunk` cut off at `shape` along each axis, or padded to it, with zeroes unless `fillValue` is given. Itself, not a
 * copy, if it has that shape.
 */
export function resizeChunk(chunk: Chunk, shape: Shape, fillValue?: Scalar): Chunk {
  const { dataType } = chunk;
  if (shape.every((length, axis) => length === chunk.shape[axis])) return chunk;
  const resized =
    fillValue === undefined ? createChunk(dataType, shape) : filledChunk(dataType, shape, fillValue);
  const start = shape.map(() => 0);
  const common = shape.map((length, axis) => Math.min(length, chunk.shape[axis]!));
  copyRegion({ chunk, start }, { chunk: resized, start }, common);
  return resized;
}
