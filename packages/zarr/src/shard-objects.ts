/**
 * Shards being written: each is stored once its last chunk is there, or when the array closes.
 *
 * @module
 */

import {
  type ChunkCoder,
  type ChunkIndex,
  chunkIndices,
  elementCount,
  fileOfBytes,
  fileStore,
  gridShape,
  joinPath,
  type ReadableStore,
  type WritableStore,
} from "@chunkwright/core";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import { chunkLocator } from "./chunk-locator.ts";
import type { ChunkObjects } from "./chunk-objects.ts";
import { encodeShards, type ShardedChunk } from "./encode-shard.ts";
import { claimShard, releaseShards } from "./shard-claims.ts";
import type { Sharding } from "./sharding.ts";

interface OpenShard {
  readonly index: ChunkIndex;
  /** By their linear position in the shard; `undefined` for those that are to be left out. */
  readonly chunks: Map<number, ShardedChunk | undefined>;
  /** How many chunks it can hold; those beyond the array never come. */
  readonly capacity: number;
}

/**
 * The shards of the array at `path`. `before` is where they are stored already: chunks that are not given then stay
 * as they are.
 */
export function shardObjects(
  store: WritableStore,
  path: string,
  layout: ArrayLayout,
  { shardShape, levels }: Sharding,
  coder: ChunkCoder,
  before?: ReadableStore,
): ChunkObjects {
  const { info, keyEncoding } = layout;
  const perShard = shardShape.map((length, axis) => length / info.chunkShape[axis]!);
  const grid = gridShape(info);
  const open = new Map<string, OpenShard>();
  const complete = new Set<string>();
  const owner = {};

  async function write(key: string, shard: OpenShard): Promise<void> {
    complete.add(key);
    try {
      const chunks = [...shard.chunks.values()].filter((chunk) => chunk !== undefined);
      if (before && shard.chunks.size < shard.capacity) chunks.push(...(await unchanged(before, key, shard)));
      if (chunks.length === 0) await store.delete(key);
      else await store.set(key, await encodeShards(levels, chunks, coder, key));
      open.delete(key);
    } catch (error) {
      // Its chunks are still there: giving one of them again, or closing, tries again.
      complete.delete(key);
      throw error;
    }
  }

  /** Chunks of the shard that is stored which were not given anew. */
  async function unchanged(from: ReadableStore, key: string, shard: OpenShard): Promise<ShardedChunk[]> {
    const stored = await from.get(key);
    if (!stored) return [];
    const file = fileOfBytes(stored, key);
    const locate = chunkLocator(fileStore(file), path, layout, coder);
    const chunks: ShardedChunk[] = [];
    for (const within of chunkIndices(extent(shard.index))) {
      if (shard.chunks.has(position(within))) continue;
      const place = await locate(within.map((chunk, axis) => chunk + shard.index[axis]! * perShard[axis]!));
      if (place?.length === undefined) continue;
      chunks.push({ start: startOf(within), bytes: await file.read(place.offset, place.length) });
    }
    return chunks;
  }

  function extent(shard: ChunkIndex): readonly number[] {
    return perShard.map((count, axis) => Math.min(count, grid[axis]! - shard[axis]! * count));
  }

  function position(within: ChunkIndex): number {
    return within.reduce((linear, chunk, axis) => linear * perShard[axis]! + chunk, 0);
  }

  function startOf(within: ChunkIndex): readonly number[] {
    return within.map((chunk, axis) => chunk * info.chunkShape[axis]!);
  }

  return {
    async put(index, bytes, options) {
      options?.signal?.throwIfAborted();
      const shard = index.map((chunk, axis) => Math.floor(chunk / perShard[axis]!));
      const key = joinPath(path, chunkKey(keyEncoding, shard));
      if (complete.has(key))
        throw new TypeError(`Cannot write chunk [${index}]: its shard ${key} is complete`);
      claimShard(store, key, owner);
      const objects = open.get(key) ?? {
        index: shard,
        chunks: new Map(),
        capacity: elementCount(extent(shard)),
      };
      open.set(key, objects);
      const within = index.map((chunk, axis) => chunk % perShard[axis]!);
      objects.chunks.set(position(within), bytes && { start: startOf(within), bytes });
      if (objects.chunks.size === objects.capacity) await write(key, objects);
    },
    async flush() {
      for (const [key, shard] of open) await write(key, shard);
      releaseShards(store, owner);
    },
  };
}
