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
  type ReadableStore,
} from "@chunkwright/core";
import { findInShard, readShardIndex, type ShardIndex, type ShardPlace } from "../shard/shard-index.ts";
import { levelOfShard } from "../shard/sharding.ts";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import { objectGrid } from "./object-grid.ts";
import { sharedReads } from "./shared-reads.ts";

/** Shard indices kept at each level of an array, the last used; others are read again. */
const KEPT_INDICES = 64;

/** Where a chunk lies; `undefined` if a shard says that it is not stored. Makes no request without shards. */
export type ChunkLocator = (index: ChunkIndex, options?: CallOptions) => Promise<ShardPlace | undefined>;

/** The locator of an array at `path`. Shard indices are decoded by `coder` and cached: shards must not change. */
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
    // Shards inside shards are alike.
    mayDiffer: depth === 0 && layout.bounds !== undefined,
    kept: sharedReads<ShardIndex | undefined>(KEPT_INDICES),
  }));
  return async (index, options) => {
    const start = index.map((chunk, axis) => chunk * info.chunkShape[axis]!);
    const object = grid.indexOf(start);
    const region = grid.regionOf(object);
    let rest = start.map((first, axis) => first - region.start[axis]!);
    let place: ShardPlace | undefined = { key: keyOf(object), offset: 0 };
    for (const { level, mayDiffer, kept } of levels) {
      const own = mayDiffer ? levelOfShard(level, region.shape) : level;
      const shard: ShardPlace = place;
      const entries = await kept(
        `${shard.key}:${shard.offset}`,
        () => readShardIndex(store, own, shard, coder),
        options,
      );
      const within = rest.map((first, axis) => Math.floor(first / own.chunkShape[axis]!));
      place = entries && findInShard(own, entries, within, shard);
      if (!place) return undefined;
      rest = rest.map((first, axis) => first % own.chunkShape[axis]!);
    }
    return place;
  };
}
