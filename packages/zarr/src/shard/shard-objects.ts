/**
 * Shards being written: each is stored once its last chunk has been given, or when the array closes.
 *
 * @module
 */

import {
  type ChunkCoder,
  type ChunkIndex,
  chunksInRegion,
  elementCount,
  fileOfBytes,
  fileStore,
  gridShape,
  intersection,
  joinPath,
  type ReadableStore,
  type Region,
  type WritableStore,
} from "@chunkwright/core";
import type { ArrayLayout } from "../array/array-layout.ts";
import { chunkKey } from "../array/chunk-key.ts";
import { chunkLocator } from "../array/chunk-locator.ts";
import type { ChunkObjects } from "../array/chunk-objects.ts";
import { objectGrid } from "../array/object-grid.ts";
import { encodeShards, type ShardedChunk } from "./encode-shard.ts";
import { claimShard, releaseShards } from "./shard-claims.ts";
import { levelOfShard, type Sharding } from "./sharding.ts";

/** A chunk that has been given. */
interface GivenChunk extends ShardedChunk {
  readonly release: ChunkCoder["release"];
}

interface OpenShard {
  readonly region: Region;
  /** The part of it that lies in the array. */
  readonly inside: Region;
  /** By their linear position in the shard; `undefined` for those that are left out. */
  readonly chunks: Map<number, GivenChunk | undefined>;
  /** How many chunks it can hold; those beyond the array never come. */
  readonly capacity: number;
}

/**
 * The shards of the array at `path`. `before` is where they are already stored: chunks that are not given then stay
 * as they are.
 */
export function shardObjects(
  store: WritableStore,
  path: string,
  layout: ArrayLayout,
  { levels: [outermost, ...inner] }: Sharding,
  coder: ChunkCoder,
  before?: ReadableStore,
): ChunkObjects {
  const { info, keyEncoding } = layout;
  const { chunkShape } = info;
  const grid = objectGrid(layout);
  const open = new Map<string, OpenShard>();
  const complete = new Set<string>();
  const owner = {};

  async function write(key: string, shard: OpenShard): Promise<void> {
    const given = [...shard.chunks.values()].filter((chunk) => chunk !== undefined);
    complete.add(key);
    try {
      const isPartial = before && shard.chunks.size < shard.capacity;
      const chunks = isPartial ? [...given, ...(await unchanged(before, key, shard))] : given;
      if (chunks.length === 0) await store.delete(key);
      else {
        const levels = [levelOfShard(outermost, shard.region.shape), ...inner] as const;
        await store.set(key, await encodeShards(levels, chunks, coder, key));
      }
      open.delete(key);
    } catch (error) {
      // Its chunks are kept: giving one of them again, or closing, tries again.
      complete.delete(key);
      throw error;
    }
    for (const { bytes, release } of given) release?.(bytes);
  }

  /** Chunks of the stored shard that have not been given. */
  async function unchanged(from: ReadableStore, key: string, shard: OpenShard): Promise<ShardedChunk[]> {
    const stored = await from.get(key);
    if (!stored) return [];
    const file = fileOfBytes(stored, key);
    const locate = chunkLocator(fileStore(file), path, layout, coder);
    const chunks: ShardedChunk[] = [];
    for (const index of chunksInRegion(info, shard.inside)) {
      const start = startIn(shard.region, index);
      if (shard.chunks.has(position(shard.region, start))) continue;
      const place = await locate(index);
      if (place?.length === undefined) continue;
      chunks.push({ start, bytes: await file.read(place.offset, place.length) });
    }
    return chunks;
  }

  /** First element of a chunk in its shard. */
  function startIn({ start }: Region, index: ChunkIndex): readonly number[] {
    return index.map((chunk, axis) => chunk * chunkShape[axis]! - start[axis]!);
  }

  function position({ shape }: Region, start: readonly number[]): number {
    return start.reduce(
      (linear, first, axis) => linear * (shape[axis]! / chunkShape[axis]!) + first / chunkShape[axis]!,
      0,
    );
  }

  function openShard(shard: ChunkIndex): OpenShard {
    const region = grid.regionOf(shard);
    const inside = intersection(region, { start: info.shape.map(() => 0), shape: info.shape });
    const capacity = elementCount(gridShape({ shape: inside.shape, chunkShape }));
    return { region, inside, chunks: new Map(), capacity };
  }

  return {
    async put(index, bytes, options, release) {
      options?.signal?.throwIfAborted();
      const shard = grid.indexOf(index.map((chunk, axis) => chunk * chunkShape[axis]!));
      const key = joinPath(path, chunkKey(keyEncoding, shard));
      if (complete.has(key))
        throw new TypeError(`Cannot write chunk [${index}]: its shard ${key} is complete`);
      claimShard(store, key, owner);
      const objects = open.get(key) ?? openShard(shard);
      open.set(key, objects);
      const start = startIn(objects.region, index);
      objects.chunks.set(position(objects.region, start), bytes && { start, bytes, release });
      if (objects.chunks.size === objects.capacity) await write(key, objects);
    },
    async flush() {
      for (const [key, shard] of open) await write(key, shard);
      releaseShards(store, owner);
    },
  };
}
