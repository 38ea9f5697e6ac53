/**
 * An open array.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Bytes,
  type ChunkCoder,
  type ChunkIndex,
  checkChunkIndex,
  chunkError,
  decodeRead,
  isFixed,
  type ReadableStore,
  resizeChunk,
  type StoredChunk,
  transientRead,
} from "@chunkwright/core";
import { checkElementCount, checkValueLength, headerByteLength, parseBlockHeader } from "./block-header.ts";
import type { N5Array } from "./n5-node.ts";
import { blockKey } from "./node-key.ts";

/**
 * The array that `info` describes. An encoded chunk has the shape that its block states; elements of the chunk beyond
 * its block read as zero. Chunks that fail to decode reject with "codec" and their index.
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
    const isCompressed = codecs.length > 1;
    if (!isCompressed) checkValueLength(header, block.byteLength - header.byteLength, key);
    return { bytes: block.subarray(header.byteLength), shape: header.shape, codecs };
  }

  return {
    ...node,
    kind: "array",
    info,
    async readEncodedChunk(index, options) {
      const key = keyOf(index);
      const block = await store.get(key, options);
      return block && { ...unwrap(block, key), dataType };
    },
    async readChunk(index, options) {
      const key = keyOf(index);
      const block = await store.get(key, transientRead(codecs, options));
      if (!block) return undefined;
      const header = parseBlockHeader(block, info, key);
      const encoded = { ...unwrap(block, key), dataType };
      try {
        const chunk = await decodeRead(coder, encoded, store, options);
        if (chunk.dataType === "bytes") checkValueLength(header, chunk.data[0]!.byteLength, key);
        return resizeChunk(chunk, chunkShape);
      } catch (cause) {
        throw chunkError(cause, node.path, index);
      }
    },
    async locateChunk(index, options) {
      const key = keyOf(index);
      const start = await store.getRange(key, { offset: 0, length: headerByteLength(info) }, options);
      if (!start) return undefined;
      const { byteLength, shape } = parseBlockHeader(start, info, key);
      return { key, offset: byteLength, shape, codecs };
    },
    async planChunk(index) {
      // The length of an object is checked when it is decoded.
      if (dataType === "bytes") return undefined;
      const key = keyOf(index);
      const location = { key, offset: 0, shape: chunkShape, codecs };
      return { location, store, coder, unwrap: (block) => unwrap(block, key) };
    },
  };
}
