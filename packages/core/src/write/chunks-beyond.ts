/**
 * The chunks of an array that are not in a smaller one.
 *
 * @module
 */

import { chunkIndices, elementCount } from "../grid.ts";
import { StorageError } from "../storage-error.ts";
import type { ChunkIndex, Shape } from "../types.ts";

/** More are refused: each is a request. */
const MAX_CHUNKS = 10_000_000;

/**
 * Indices that are in a grid of `outer` chunks along each axis and not in one of `inner`. Throws "unsupported" if there
 * are very many; `format` is named then.
 */
export function* chunksBeyond(outer: Shape, inner: Shape, format: string): Generator<ChunkIndex> {
  const kept = outer.map((length, axis) => Math.min(length, inner[axis]!));
  const count = elementCount(outer) - elementCount(kept);
  if (count > MAX_CHUNKS) {
    throw new StorageError("unsupported", `Cannot delete or change ${count} chunks: over ${MAX_CHUNKS}`, {
      format,
      feature: `changing ${count} chunks at once`,
    });
  }
  // Beyond the end of one axis lies all of the axes after it, and what is inside of those before.
  for (const [cut, length] of outer.entries()) {
    const from = kept[cut]!;
    if (from >= length) continue;
    const box = outer.map((end, axis) => (axis < cut ? kept[axis]! : axis === cut ? end - from : end));
    for (const index of chunkIndices(box)) yield index.map((at, axis) => (axis === cut ? at + from : at));
  }
}
