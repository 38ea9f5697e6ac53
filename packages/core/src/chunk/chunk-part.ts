/**
 * Copying a chunk out of the larger array that its elements lie in.
 *
 * @module
 */

import { bytesOf } from "../data-type.ts";
import type { Chunk, ChunkPart, Shape } from "../types.ts";
import { copyRegion } from "./copy-region.ts";
import { createChunk } from "./create-chunk.ts";

/** Copies the part to the start of `to` along each axis and sets all other elements to zero. */
export function copyPart({ chunk, region }: ChunkPart, to: Chunk): void {
  const isWhole = to.shape.every((length, axis) => length === region.shape[axis]);
  if (!isWhole) bytesOf(to.data).fill(0);
  copyRegion({ chunk, start: region.start }, { chunk: to, start: to.shape.map(() => 0) }, region.shape);
}

/** A new chunk of `shape`, zero where the part does not reach. */
export function chunkOfPart({ chunk, region }: ChunkPart, shape: Shape): Chunk {
  const own = createChunk(chunk.dataType, shape);
  copyRegion({ chunk, start: region.start }, { chunk: own, start: shape.map(() => 0) }, region.shape);
  return own;
}
