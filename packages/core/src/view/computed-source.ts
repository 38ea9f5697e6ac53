/**
 * A chunk source whose chunks are put together when they are read: they are not stored anywhere as they are.
 *
 * @module
 */

import { bytesOf } from "../data-type.ts";
import { checkChunkIndex } from "../grid.ts";
import type { ArrayInfo, CallOptions, Chunk, ChunkIndex, ChunkSource } from "../types.ts";

/** The chunk at an index that is in the grid; `undefined` if nothing is stored of it. */
export type ComputeChunk = (index: ChunkIndex, options?: CallOptions) => Promise<Chunk | undefined>;

/** Chunks as `compute` gives them, encoded as plain little-endian elements. Reading rejects with what it rejects with. */
export function computedSource(array: Omit<ArrayInfo, "codecs">, compute: ComputeChunk): ChunkSource {
  const codecs = [{ name: "bytes", configuration: { endian: "little" } }];
  const info: ArrayInfo = { ...array, codecs };

  async function readChunk(index: ChunkIndex, options?: CallOptions): Promise<Chunk | undefined> {
    checkChunkIndex(info, index);
    return compute(index, options);
  }

  return {
    kind: "array",
    info,
    readChunk,
    async readEncodedChunk(index, options) {
      const chunk = await readChunk(index, options);
      return chunk && { bytes: bytesOf(chunk.data), dataType: chunk.dataType, shape: chunk.shape, codecs };
    },
  };
}
