/**
 * An open array.
 *
 * @module
 */

import type { CodecLookup } from "@chunkwright/codecs/lazy";
import {
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  type ChunkIndex,
  type ChunkLocation,
  checkChunkIndex,
  chunkError,
  decodeRead,
  type EncodedChunk,
  joinPath,
  type ReadableStore,
  type ReadOptions,
  StorageError,
  transientRead,
} from "@chunkwright/core";
import { decodedStore } from "../shard/decoded-store.ts";
import type { ShardPlace } from "../shard/shard-index.ts";
import type { ArrayNode, ZarrArray } from "../zarr-node.ts";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import { chunkLocator } from "./chunk-locator.ts";
import { placeOfValue } from "./place-of-value.ts";
import { openRectilinearArray } from "./rectilinear-array.ts";

/** The array that `layout` describes. Chunks that fail to decode reject with "codec" and their index. */
export function openArray(
  store: ReadableStore,
  node: ArrayNode,
  layout: ArrayLayout,
  coder: ChunkCoder,
  table: CodecLookup,
): ZarrArray {
  const { info, bounds, keyEncoding, sharding } = layout;
  if (bounds && !sharding) return openRectilinearArray(store, node, layout, coder);
  const isDecodedWhole = sharding !== undefined && sharding.codecs.length > 0;
  const values = isDecodedWhole ? decodedStore(store, sharding.codecs, table) : store;
  const locate = chunkLocator(values, node.path, layout, coder);
  const { dataType, chunkShape: shape, codecs } = info;

  async function readEncodedChunk(
    index: ChunkIndex,
    options?: CallOptions,
    how: ReadOptions | undefined = options,
  ): Promise<EncodedChunk | undefined> {
    checkChunkIndex(info, index);
    const place = await locate(index, options);
    const bytes = place && (await readBytes(values, place, how));
    return bytes && { bytes, dataType, shape, codecs };
  }

  async function locateChunk(index: ChunkIndex, options?: CallOptions): Promise<ChunkLocation | undefined> {
    checkChunkIndex(info, index);
    const place = await locate(index, options);
    return place && { ...place, shape, codecs };
  }

  return {
    ...node,
    kind: "array",
    info,
    ...(sharding &&
      !bounds && {
        shards: { store, keyOf: (shard) => joinPath(node.path, chunkKey(keyEncoding, shard)) },
      }),
    readEncodedChunk,
    async readChunk(index, options) {
      const encoded = await readEncodedChunk(index, options, transientRead(codecs, options));
      if (!encoded) return undefined;
      try {
        return await decodeRead(coder, encoded, values, options);
      } catch (cause) {
        throw chunkError(cause, node.path, index);
      }
    },
    ...(!isDecodedWhole && {
      locateChunk,
      async planChunk(index: ChunkIndex, options?: CallOptions) {
        const location = await locateChunk(index, options);
        if (!location) return undefined;
        const { store: holder, ...place } = await placeOfValue({ ...location, store }, options);
        return { location: { ...place, shape, codecs }, store: holder, coder };
      },
    }),
  };
}

async function readBytes(
  store: ReadableStore,
  { key, offset, length }: ShardPlace,
  options: ReadOptions | undefined,
): Promise<Bytes | undefined> {
  if (length === undefined) return store.get(key, options);
  if (length === 0) return new Uint8Array(0);
  const bytes = await store.getRange(key, { offset, length }, options);
  if (bytes?.byteLength === length) return bytes;
  const fact = bytes ? `got ${bytes.byteLength}` : "it has vanished";
  throw new StorageError(
    "invalid-data",
    `Cannot read ${length} bytes at ${offset} of shard ${key}: ${fact}`,
    {
      format: "zarr",
      offset,
    },
  );
}
