/**
 * The chunks that an array loses or gains when it is resized.
 *
 * @module
 */

import { chunkIndices, elementCount } from "../grid.ts";
import { StorageError } from "../storage-error.ts";
import type { ChunkIndex, Shape } from "../types.ts";

/** More are refused, since each takes a request. */
const MAX_CHUNKS = 10_000_000;

/**
 * Indices inside a grid of `outer` chunks along each axis but outside one of `inner`. Throws "unsupported", naming
 * `format`, if there are more than ten million.
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
  // One box per axis: beyond `inner` along it, inside `inner` along the axes before, unrestricted along those after.
  for (const [cut, length] of outer.entries()) {
    const from = kept[cut]!;
    if (from >= length) continue;
    const box = outer.map((end, axis) => (axis < cut ? kept[axis]! : axis === cut ? end - from : end));
    for (const index of chunkIndices(box)) yield index.map((at, axis) => (axis === cut ? at + from : at));
  }
}
