/**
 * Shards being written: each is stored once its last chunk is there, or when the array closes.
 *
 * @module
 */

import {
  type Bytes,
  type ChunkCoder,
  type ChunkIndex,
  chunkIndices,
  gridShape,
  type WritableStore,
} from "@chunkwright/core";
import type { ArrayLayout } from "./array-layout.ts";
import { chunkKey } from "./chunk-key.ts";
import type { ChunkObjects } from "./chunk-objects.ts";
import { encodeShard } from "./encode-shard.ts";
import { joinPath } from "./node-path.ts";
import { positionInShard } from "./shard-index.ts";
import type { Sharding } from "./sharding.ts";

interface OpenShard {
  readonly chunks: Map<number, Bytes>;
  /** Positions of chunks not given yet; those beyond the array never are. */
  readonly missing: Set<number>;
}

/** The shards of an array with one sharding codec, which is what documents written here have. */
export function shardObjects(
  store: WritableStore,
  path: string,
  { info, keyEncoding }: ArrayLayout,
  { shardShape, levels: [level] }: Sharding,
  coder: ChunkCoder,
): ChunkObjects {
  const perShard = shardShape.map((length, axis) => length / info.chunkShape[axis]!);
  const grid = gridShape(info);
  const open = new Map<string, OpenShard>();
  const complete = new Set<string>();

  async function write(key: string, { chunks }: OpenShard): Promise<void> {
    complete.add(key);
    try {
      if (chunks.size === 0) await store.delete(key);
      else await store.set(key, await encodeShard(level, chunks, coder, key));
      open.delete(key);
    } catch (error) {
      // Its chunks are still there: giving one of them again, or closing, tries again.
      complete.delete(key);
      throw error;
    }
  }

  function begin(shard: ChunkIndex): OpenShard {
    const within = perShard.map((count, axis) => Math.min(count, grid[axis]! - shard[axis]! * count));
    const missing = new Set<number>();
    for (const index of chunkIndices(within)) missing.add(positionInShard(level, index));
    return { chunks: new Map(), missing };
  }

  return {
    async put(index, bytes, options) {
      options?.signal?.throwIfAborted();
      const shard = index.map((chunk, axis) => Math.floor(chunk / perShard[axis]!));
      const key = joinPath(path, chunkKey(keyEncoding, shard));
      if (complete.has(key))
        throw new TypeError(`Cannot write chunk [${index}]: its shard ${key} is complete`);
      const objects = open.get(key) ?? begin(shard);
      open.set(key, objects);
      const within = index.map((chunk, axis) => chunk % perShard[axis]!);
      const position = positionInShard(level, within);
      if (bytes) objects.chunks.set(position, bytes);
      else objects.chunks.delete(position);
      objects.missing.delete(position);
      if (objects.missing.size === 0) await write(key, objects);
    },
    async flush() {
      for (const [key, shard] of open) await write(key, shard);
    },
  };
}
