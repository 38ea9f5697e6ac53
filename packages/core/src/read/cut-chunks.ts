/**
 * Splits the bytes of a request into those of its chunks.
 *
 * @module
 */

import type { ByteSpan, Bytes, ChunkLocation } from "../types.ts";

/**
 * The bytes of each of `chunks`, which lie in `range` in ascending order of offset; without `range`, the one chunk is
 * the whole value. They share memory with `bytes`, but never with each other, as coders may work in place.
 */
export function cutChunks(
  bytes: Bytes,
  range: ByteSpan | undefined,
  chunks: readonly Pick<ChunkLocation, "offset" | "length">[],
): Bytes[] {
  if (!range) return [bytes];
  let previousEnd = 0;
  return chunks.map(({ offset, length = 0 }, i) => {
    const end = offset + length;
    const next = chunks[i + 1]?.offset ?? end;
    const isShared = offset < previousEnd || end > next;
    previousEnd = Math.max(previousEnd, end);
    const part = bytes.subarray(offset - range.offset, end - range.offset);
    return isShared ? part.slice() : part;
  });
}
