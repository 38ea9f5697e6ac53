/**
 * An open array.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  type ChunkIndex,
  checkChunkIndex,
  chunkError,
  type EncodedChunk,
  isFixed,
  type ReadableStore,
  resizeChunk,
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
        return resizeChunk(await coder.decode(encoded, options), chunkShape);
      } catch (cause) {
        throw chunkError(cause, node.path, index);
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
