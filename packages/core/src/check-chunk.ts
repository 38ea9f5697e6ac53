/**
 * What a sink is given, checked against what it wants.
 *
 * @module
 */

import { canCopy } from "./codec-equality.ts";
import { jsonEquals } from "./json-equals.ts";
import type { ArrayInfo, Chunk, ChunkIndex, EncodedChunk } from "./types.ts";

/** Throws `TypeError` unless `chunk` is a full chunk of the array. */
export function checkChunk({ dataType, chunkShape }: ArrayInfo, chunk: Chunk): void {
  if (chunk.dataType === dataType && jsonEquals(chunk.shape, chunkShape)) return;
  throw new TypeError(
    `Cannot write a chunk of [${chunk.shape}] ${chunk.dataType} among those of [${chunkShape}] ${dataType}`,
  );
}

/** Throws `TypeError` unless the bytes of `encoded` may be stored as chunk `index` of the array. */
export function checkEncodedChunk(info: ArrayInfo, index: ChunkIndex, encoded: EncodedChunk): void {
  if (canCopy(encoded, info)) return;
  throw new TypeError(`Cannot store encoded chunk [${index}] as it is: its type, shape or codecs differ`);
}
