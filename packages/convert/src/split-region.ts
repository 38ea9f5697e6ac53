/**
 * Cutting a box of elements into pieces of bounded size that follow each other in C order.
 *
 * @module
 */

import { elementCount, type Region, type Shape } from "@chunkwright/core";

/**
 * Pieces of at most `mostElements` (or one), in C order of the box: cut along its first axes, into rows of whole
 * chunks if they fit.
 */
export function* splitRegion(
  region: Region,
  chunkShape: Shape,
  mostElements: number,
  axis = 0,
): Generator<Region> {
  const length = region.shape[axis];
  const count = elementCount(region.shape);
  if (count <= mostElements || length === undefined) {
    yield region;
    return;
  }
  const fitting = Math.max(1, Math.floor((mostElements * length) / count));
  for (let first = 0; first < length; ) {
    const start = region.start[axis]! + first;
    const step = Math.min(length - first, wholeChunks(start, fitting, chunkShape[axis]!));
    const piece = { start: region.start.with(axis, start), shape: region.shape.with(axis, step) };
    yield* splitRegion(piece, chunkShape, mostElements, axis + 1);
    first += step;
  }
}

/** At most `fitting` elements from `start` on: up to the end of the last chunk that fits, or of a part of one. */
function wholeChunks(start: number, fitting: number, chunkLength: number): number {
  const rest = chunkLength - (start % chunkLength);
  if (fitting <= rest) return fitting;
  return rest + Math.floor((fitting - rest) / chunkLength) * chunkLength;
}
