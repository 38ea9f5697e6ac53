/**
 * An array being written, chunk by chunk.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  bytesOf,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkPart,
  type ChunkSink,
  checkEncodedChunk,
  checkedSink,
  chunkExtent,
  type EncodedChunk,
  isFixed,
  type Json,
  resizeChunk,
  type WritableStore,
} from "@chunkwright/core";
import { encodeBlock } from "./block-header.ts";
import { blockKey } from "./node-key.ts";

export interface ArraySinkOptions {
  readonly coder: ChunkCoder;
  /** Leaves out chunks of nothing but zeroes, and deletes what is stored under their keys. */
  readonly skipFillChunks: boolean;
}

/**
 * A sink for the array at `path`. Blocks at the upper edges are cropped as by n5-java, except chunks that come
 * encoded: those are stored full-size. `finish` writes the attributes when the sink closes; closing can be tried
 * again if it fails.
 */
export function arraySink(
  store: WritableStore,
  path: string,
  info: ArrayInfo,
  { coder, skipFillChunks }: ArraySinkOptions,
  finish: () => Promise<void>,
): ChunkSink {
  // The elements decide whether a block is skipped.
  const encodePart = isFixed(info.dataType) && !skipFillChunks ? coder.encodePart?.bind(coder) : undefined;
  const sink: ChunkSink = {
    info,
    async writeChunk(index: ChunkIndex, chunk: Chunk, options?: CallOptions) {
      const key = blockKey(path, index);
      const block = resizeChunk(chunk, chunkExtent(info, index));
      if (skipFillChunks && isZero(block)) return store.delete(key, options);
      const count = valueCount(block);
      const { bytes } = await coder.encode(block, info.codecs, options);
      await store.set(key, encodeBlock(block, bytes, count), options);
    },
    ...(encodePart && {
      async writePart(index: ChunkIndex, part: ChunkPart, options?: CallOptions) {
        const block = await encodePart(part, chunkExtent(info, index), info.codecs, options);
        await store.set(blockKey(path, index), encodeBlock(block, block.bytes), options);
      },
    }),
    async writeEncodedChunk(index: ChunkIndex, encoded: EncodedChunk, options?: CallOptions) {
      checkEncodedChunk(info, index, encoded);
      // Only the values themselves say how many bytes they take.
      const count = isFixed(info.dataType)
        ? undefined
        : valueCount(await coder.decode({ ...encoded, bytes: encoded.bytes.slice() }, options));
      await store.set(blockKey(path, index), encodeBlock(encoded, encoded.bytes, count), options);
    },
    close: finish,
  };
  return checkedSink(sink, "the array");
}

function isZero({ data }: Chunk): boolean {
  if (!Array.isArray(data)) return bytesOf(data).every((byte) => byte === 0);
  return data.every((value) => byteLengthOf(value) === 0);
}

/**
 * What n5-java counts in the header of a block of strings: their bytes, each string with its end; and in that of an
 * object: its bytes.
 */
function valueCount({ dataType, data }: Chunk): number | undefined {
  if (!Array.isArray(data)) return undefined;
  const ends = dataType === "string" ? data.length : 0;
  return data.reduce<number>((sum, value) => sum + byteLengthOf(value), ends);
}

function byteLengthOf(value: Json | Bytes): number {
  return value instanceof Uint8Array ? value.byteLength : new TextEncoder().encode(`${value}`).byteLength;
}
