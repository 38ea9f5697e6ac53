/**
 * An array being written, chunk by chunk.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type CallOptions,
  type Chunk,
  type ChunkIndex,
  type ChunkPart,
  type ChunkSink,
  checkEncodedChunk,
  checkedSink,
  type EncodedChunk,
  isFixed,
  joinPath,
  type ReadableStore,
  type WritableStore,
  type WriteTarget,
} from "@chunkwright/core";
import type { ZarrArrayOptions } from "../create-options.ts";
import { unwritableDocument } from "../document/document-error.ts";
import { shardObjects } from "../shard/shard-objects.ts";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import type { ChunkObjects } from "./chunk-objects.ts";
import { fillChecker } from "./fill-checker.ts";
import { rectilinearSink } from "./rectilinear-sink.ts";

/**
 * A sink for the array at `path`. Chunks are stored full-size: what an edge chunk holds beyond the array's shape is
 * stored as it is, so equal bytes need equal padding. Chunks are kept in memory until their shard is complete,
 * unless the coder writes them to the shard's file: whoever writes shard by shard needs memory for one. A complete shard cannot be changed. `finish` writes the array's
 * documents when the sink closes; closing can be tried again if it fails. `before` is where chunks are stored already
 * that share a shard with those given, and stay.
 */
export function arraySink(
  store: WritableStore,
  path: string,
  layout: ArrayLayout,
  { coder = inThreadCoder, skipFillChunks = false, nullFillValue = false }: ZarrArrayOptions,
  finish: () => Promise<void>,
  before?: ReadableStore,
): ChunkSink {
  const { info } = layout;
  if (layout.sharding && layout.sharding.codecs.length > 0)
    throw unwritableDocument(path, "a codec behind sharding_indexed");
  if (layout.bounds && !layout.sharding) {
    return rectilinearSink(store, path, layout, { coder, skipFillChunks }, finish, before);
  }
  const objects = layout.sharding
    ? shardObjects(store, path, layout, layout.sharding, coder, before)
    : chunkObjects(store, path, layout);
  // What a null fill value stands for is undefined, so no chunk that was given may be left out.
  const isFill = skipFillChunks && !nullFillValue ? fillChecker(info) : () => false;
  const release = coder.release?.bind(coder);
  // The elements decide whether a chunk is skipped.
  const encodePart = isFixed(info.dataType) && !skipFillChunks ? coder.encodePart?.bind(coder) : undefined;
  const encodeTo = isFixed(info.dataType) ? coder.encodeTo?.bind(coder) : undefined;

  /** Whether the thread that encodes a chunk has also stored it. */
  async function isStoredByCoder(
    index: ChunkIndex,
    part: ChunkPart,
    options?: CallOptions,
  ): Promise<boolean> {
    if (!encodeTo || !objects.putBy) return false;
    const encode = (target: WriteTarget) => encodeTo(part, info.chunkShape, info.codecs, target, options);
    return objects.putBy(index, encode, options);
  }

  const sink: ChunkSink = {
    info,
    async writeChunk(index: ChunkIndex, chunk: Chunk, options?: CallOptions) {
      if (isFill(chunk)) return objects.put(index, undefined, options);
      const part = { chunk, region: { start: chunk.shape.map(() => 0), shape: chunk.shape } };
      if (await isStoredByCoder(index, part, options)) return;
      const { bytes } = await coder.encode(chunk, info.codecs, options);
      await objects.put(index, bytes, options, release);
    },
    ...(encodePart && {
      async writePart(index: ChunkIndex, part: ChunkPart, options?: CallOptions) {
        if (await isStoredByCoder(index, part, options)) return;
        const { bytes } = await encodePart(part, info.chunkShape, info.codecs, options);
        await objects.put(index, bytes, options, release);
      },
    }),
    async writeEncodedChunk(index: ChunkIndex, encoded: EncodedChunk, options?: CallOptions) {
      checkEncodedChunk(info, index, encoded);
      await objects.put(index, encoded.bytes, options);
    },
    ...(layout.sharding && {
      async skipChunk(index: ChunkIndex, options?: CallOptions) {
        await objects.put(index, undefined, options);
      },
    }),
    async close() {
      await objects.flush();
      await finish();
    },
  };
  return checkedSink(sink, "the array");
}

/** One value for each chunk. */
function chunkObjects(store: WritableStore, path: string, { keyEncoding }: ArrayLayout): ChunkObjects {
  return {
    async put(index, bytes, options) {
      const key = joinPath(path, chunkKey(keyEncoding, index));
      await (bytes ? store.set(key, bytes, options) : store.delete(key, options));
    },
    flush: async () => {},
  };
}
