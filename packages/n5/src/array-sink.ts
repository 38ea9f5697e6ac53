/**
 * An array being written, chunk by chunk.
 *
 * @module
 */

import {
  type ArrayInfo,
  bytesOf,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkSink,
  canCopy,
  checkChunkIndex,
  chunkExtent,
  copyRegion,
  createChunk,
  type EncodedChunk,
  jsonEquals,
  type Shape,
  type WritableStore,
} from "@chunkwright/core";
import { encodeBlock } from "./block-header.ts";
import { blockKey } from "./node-path.ts";

export interface ArraySinkOptions {
  readonly coder: ChunkCoder;
  /** Leaves out chunks of nothing but zeroes, deleting what may be stored under their key. */
  readonly skipFillChunks: boolean;
}

/**
 * A sink for the array at `path`. Blocks at the upper edges are cropped as n5-java crops them, but for chunks that
 * come encoded: those are stored full-size. `finish` writes the attributes when the sink closes; closing can be tried
 * again if it fails.
 */
export function arraySink(
  store: WritableStore,
  path: string,
  info: ArrayInfo,
  { coder, skipFillChunks }: ArraySinkOptions,
  finish: () => Promise<void>,
): ChunkSink {
  let isClosed = false;

  function check(index: ChunkIndex): void {
    if (isClosed) throw new TypeError(`Cannot write chunk [${index}]: the array is closed`);
    checkChunkIndex(info, index);
  }

  return {
    info,
    async writeChunk(index: ChunkIndex, chunk: Chunk, options?: CallOptions) {
      check(index);
      if (chunk.dataType !== info.dataType || !jsonEquals(chunk.shape, info.chunkShape)) {
        throw new TypeError(
          `Cannot write a chunk of [${chunk.shape}] ${chunk.dataType} into an array of [${info.chunkShape}] ${info.dataType} chunks`,
        );
      }
      const key = blockKey(path, index);
      const block = cropped(chunk, chunkExtent(info, index));
      if (skipFillChunks && bytesOf(block.data).every((byte) => byte === 0))
        return store.delete(key, options);
      const { bytes } = await coder.encode(block, info.codecs, options);
      await store.set(key, encodeBlock(block.shape, bytes), options);
    },
    async writeEncodedChunk(index: ChunkIndex, encoded: EncodedChunk, options?: CallOptions) {
      check(index);
      if (!canCopy(encoded, info)) {
        throw new TypeError(
          `Cannot store encoded chunk [${index}] as it is: its type, shape or codecs differ`,
        );
      }
      await store.set(blockKey(path, index), encodeBlock(encoded.shape, encoded.bytes), options);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      try {
        await finish();
      } catch (error) {
        isClosed = false;
        throw error;
      }
    },
  };
}

function cropped(chunk: Chunk, extent: Shape): Chunk {
  if (jsonEquals(chunk.shape, extent)) return chunk;
  const block = createChunk(chunk.dataType, extent);
  const start = extent.map(() => 0);
  copyRegion({ chunk, start }, { chunk: block, start }, extent);
  return block;
}
