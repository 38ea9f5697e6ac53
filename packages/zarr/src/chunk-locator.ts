/**
 * From a chunk index to the bytes that hold the chunk: a whole value, or a part of a shard.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkCoder,
  type ChunkIndex,
  joinPath,
  LruMap,
  type ReadableStore,
  unlessAborted,
} from "@chunkwright/core";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import { findInShard, readShardIndex, type ShardIndex, type ShardPlace } from "./shard-index.ts";

/** Shard indices kept at each level of an array, the last used; others are read again. */
const KEPT_INDICES = 64;

/** Where a chunk lies; `undefined` if a shard says that it is not stored. Asks nothing of the store without shards. */
export type ChunkLocator = (index: ChunkIndex, options?: CallOptions) => Promise<ShardPlace | undefined>;

/** The locator of an array at `path`. Shard indices are decoded by `coder` and kept: shards must not change. */
export function chunkLocator(
  store: ReadableStore,
  path: string,
  { info, keyEncoding, sharding }: ArrayLayout,
  coder: ChunkCoder,
): ChunkLocator {
  const keyOf = (index: ChunkIndex) => joinPath(path, chunkKey(keyEncoding, index));
  if (!sharding) return async (index) => ({ key: keyOf(index), offset: 0 });
  const { shardShape } = sharding;
  const levels = sharding.levels.map((level) => ({
    ...level,
    readIndex: indexCache((place) => readShardIndex(store, level, place, coder)),
  }));
  return async (index, options) => {
    let rest = index.map((chunk, axis) => chunk * info.chunkShape[axis]!);
    const shard = rest.map((start, axis) => Math.floor(start / shardShape[axis]!));
    rest = rest.map((start, axis) => start % shardShape[axis]!);
    let place: ShardPlace | undefined = { key: keyOf(shard), offset: 0 };
    for (const level of levels) {
      // One caller's abort must not take the index from the others.
      const entries: ShardIndex | undefined = await unlessAborted(level.readIndex(place), options?.signal);
      const within = rest.map((start, axis) => Math.floor(start / level.chunkShape[axis]!));
      place = entries && findInShard(level, entries, within, place);
      if (!place) return undefined;
      rest = rest.map((start, axis) => start % level.chunkShape[axis]!);
    }
    return place;
  };
}

type ReadIndex = (place: ShardPlace) => Promise<ShardIndex | undefined>;

/** Callers that want the same index at the same time share one request; failures are not kept. */
function indexCache(read: ReadIndex): ReadIndex {
  const kept = new LruMap<string, Promise<ShardIndex | undefined>>(KEPT_INDICES);
  return (place) => {
    const name = `${place.key}:${place.offset}`;
    const known = kept.get(name);
    if (known) return known;
    const index = read(place);
    kept.set(name, index);
    index.catch(() => kept.remove(name, index));
    return index;
  };
}
