/**
 * An open array.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkIndex,
  checkChunkIndex,
  copyRegion,
  createChunk,
  type EncodedChunk,
  isFixed,
  isStorageError,
  jsonEquals,
  type ReadableStore,
  StorageError,
  type StoredChunk,
} from "@chunkwright/core";
import { checkElementCount, headerByteLength, parseBlockHeader } from "./block-header.ts";
import type { N5Array } from "./n5-node.ts";
import { blockKey } from "./node-key.ts";

/**
 * The array that `info` describes. An encoded chunk has the shape that its block states; what a block lacks of its
 * chunk reads as zero. Chunks that fail to decode reject with "codec" and their index.
 */
export function openArray(
  store: ReadableStore,
  node: Pick<N5Array, "path" | "metadata">,
  info: ArrayInfo,
  coder: ChunkCoder,
): N5Array {
  const { dataType, chunkShape, codecs } = info;

  const keyOf = (index: ChunkIndex): string => {
    checkChunkIndex(info, index);
    return blockKey(node.path, index);
  };

  function unwrap(block: Bytes, key: string): StoredChunk {
    const header = parseBlockHeader(block, info, key);
    if (isFixed(dataType)) checkElementCount(block, header, key);
    return { bytes: block.subarray(header.byteLength), shape: header.shape, codecs };
  }

  async function readEncodedChunk(
    index: ChunkIndex,
    options?: CallOptions,
  ): Promise<EncodedChunk | undefined> {
    const key = keyOf(index);
    const block = await store.get(key, options);
    return block && { ...unwrap(block, key), dataType };
  }

  return {
    ...node,
    kind: "array",
    info,
    readEncodedChunk,
    async readChunk(index, options) {
      const encoded = await readEncodedChunk(index, options);
      if (!encoded) return undefined;
      try {
        return padded(await coder.decode(encoded, options), chunkShape);
      } catch (cause) {
        throw atChunk(cause, node.path, index);
      }
    },
    async locateChunk(index, options) {
      const key = keyOf(index);
      const start = await store.getRange(
        key,
        { offset: 0, length: headerByteLength(chunkShape.length) },
        options,
      );
      if (!start) return undefined;
      const { byteLength, shape } = parseBlockHeader(start, info, key);
      return { key, offset: byteLength, shape, codecs };
    },
    async planChunk(index) {
      const key = keyOf(index);
      const location = { key, offset: 0, shape: chunkShape, codecs };
      return { location, store, coder, unwrap: (block) => unwrap(block, key) };
    },
  };
}

/** The chunk with zeroes where its block ended before. */
function padded(chunk: Chunk, chunkShape: ArrayInfo["chunkShape"]): Chunk {
  if (jsonEquals(chunk.shape, chunkShape)) return chunk;
  const full = createChunk(chunk.dataType, chunkShape);
  const start = chunkShape.map(() => 0);
  copyRegion({ chunk, start }, { chunk: full, start }, chunk.shape);
  return full;
}

/** A "codec" error that says which chunk of which array failed; anything else as it is. */
function atChunk(error: unknown, path: string, index: ChunkIndex): unknown {
  if (!isStorageError(error, "codec")) return error;
  const { codec, direction } = error.context;
  const where = path === "" ? `chunk [${index}]` : `chunk [${index}] of ${path}`;
  return new StorageError(
    "codec",
    `Cannot read ${where}: ${error.message}`,
    { codec, direction, index },
    { cause: error },
  );
}
