/**
 * Taking fetched bytes apart.
 *
 * @module
 */

import type { ByteSpan, Bytes, ChunkLocation } from "../types.ts";

/**
 * The bytes of each of `chunks`, which lie by rising offset in `range`, or are one in a whole value. They share memory
 * with `bytes`, except where they would share it with each other: coders may work in place.
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
