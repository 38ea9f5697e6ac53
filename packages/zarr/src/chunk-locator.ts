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
import { objectGrid } from "./object-grid.ts";
import { findInShard, readShardIndex, type ShardIndex, type ShardPlace } from "./shard-index.ts";
import { levelOfShard, type ShardLevel } from "./sharding.ts";

/** Shard indices kept at each level of an array, the last used; others are read again. */
const KEPT_INDICES = 64;

/** Where a chunk lies; `undefined` if a shard says that it is not stored. Asks nothing of the store without shards. */
export type ChunkLocator = (index: ChunkIndex, options?: CallOptions) => Promise<ShardPlace | undefined>;

/** The locator of an array at `path`. Shard indices are decoded by `coder` and kept: shards must not change. */
export function chunkLocator(
  store: ReadableStore,
  path: string,
  layout: ArrayLayout,
  coder: ChunkCoder,
): ChunkLocator {
  const { info, keyEncoding, sharding } = layout;
  const keyOf = (index: ChunkIndex) => joinPath(path, chunkKey(keyEncoding, index));
  if (!sharding) return async (index) => ({ key: keyOf(index), offset: 0 });
  const grid = objectGrid(layout);
  const levels = sharding.levels.map((level, depth) => ({
    level,
    isOutermost: depth === 0,
    readIndex: indexCache((own, place) => readShardIndex(store, own, place, coder)),
  }));
  return async (index, options) => {
    const start = index.map((chunk, axis) => chunk * info.chunkShape[axis]!);
    const shard = grid.indexOf(start);
    const region = grid.regionOf(shard);
    let rest = start.map((first, axis) => first - region.start[axis]!);
    let place: ShardPlace | undefined = { key: keyOf(shard), offset: 0 };
    for (const { level, isOutermost, readIndex } of levels) {
      const own = isOutermost ? levelOfShard(level, region.shape) : level;
      // One caller's abort must not take the index from the others.
      const entries: ShardIndex | undefined = await unlessAborted(readIndex(own, place), options?.signal);
      const within = rest.map((first, axis) => Math.floor(first / own.chunkShape[axis]!));
      place = entries && findInShard(own, entries, within, place);
      if (!place) return undefined;
      rest = rest.map((first, axis) => first % own.chunkShape[axis]!);
    }
    return place;
  };
}

type ReadIndex = (level: ShardLevel, place: ShardPlace) => Promise<ShardIndex | undefined>;

/** Callers that want the same index at the same time share one request; failures are not kept. */
function indexCache(read: ReadIndex): ReadIndex {
  const kept = new LruMap<string, Promise<ShardIndex | undefined>>(KEPT_INDICES);
  return (level, place) => {
    const name = `${place.key}:${place.offset}`;
    const known = kept.get(name);
    if (known) return known;
    const index = read(level, place);
    kept.set(name, index);
    index.catch(() => kept.remove(name, index));
    return index;
  };
}
