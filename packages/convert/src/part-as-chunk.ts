/**
 * The elements of a part as a chunk of its own.
 *
 * @module
 */

import { type Chunk, type ChunkPart, chunkOfPart } from "@chunkwright/core";

/** A copy of the part, or the chunk that it is all of. */
export function partAsChunk({ chunk, region }: ChunkPart): Chunk {
  const isWhole = region.shape.every((length, axis) => length === chunk.shape[axis]);
  return isWhole ? chunk : chunkOfPart({ chunk, region }, region.shape);
}
