/**
 * What an array loses that is cut off.
 *
 * @module
 */

import { chunkIndices, elementCount } from "./grid.ts";
import { StorageError } from "./storage-error.ts";
import type { ChunkIndex, Shape } from "./types.ts";

/** Arrays that would lose more are refused: each is a request. */
const MAX_LOST = 10_000_000;

/**
 * Indices that are in a grid of `before` chunks along each axis and not in one of `after`. Throws "unsupported" if there
 * are very many; `format` is named then.
 */
export function* lostChunks(before: Shape, after: Shape, format: string): Generator<ChunkIndex> {
  const kept = before.map((length, axis) => Math.min(length, after[axis]!));
  const count = elementCount(before) - elementCount(kept);
  if (count > MAX_LOST) {
    throw new StorageError("unsupported", `Cannot delete ${count} objects: over ${MAX_LOST}`, {
      format,
      feature: `cutting off ${count} objects`,
    });
  }
  // Behind the cut of one axis lies all of the axes after it, and what is kept of those before.
  for (const [cut, length] of before.entries()) {
    const from = kept[cut]!;
    if (from >= length) continue;
    const box = before.map((end, axis) => (axis < cut ? kept[axis]! : axis === cut ? end - from : end));
    for (const index of chunkIndices(box)) yield index.map((at, axis) => (axis === cut ? at + from : at));
  }
}
