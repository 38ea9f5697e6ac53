/**
 * Cropping chunks at the upper edges of an array, and padding them to full size.
 *
 * @module
 */

import type { Chunk, Scalar, Shape } from "../types.ts";
import { copyRegion } from "./copy-region.ts";
import { createChunk, filledChunk } from "./create-chunk.ts";

/**
 * `chunk` cropped or padded to `shape` along each axis, with `fillValue` or else zeroes. Returns `chunk` itself, not a
 * copy, if it already has that shape.
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
