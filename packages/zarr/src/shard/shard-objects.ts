/**
 * Shards being written: each is stored once its last chunk has been given, or when the array closes. Until then its
 * chunks are kept in memory, but for those that other threads put into its file.
 *
 * @module
 */

import {
  type ByteSpan,
  type ChunkCoder,
  type ChunkIndex,
  chunksInRegion,
  elementCount,
  fileOfBytes,
  fileStore,
  gridShape,
  intersection,
  joinPath,
  nominalByteSize,
  type ReadableStore,
  type Region,
  type WritableStore,
} from "@chunkwright/core";
import type { ArrayLayout } from "../array/array-layout.ts";
import { chunkKey } from "../array/chunk-key.ts";
import { chunkLocator } from "../array/chunk-locator.ts";
import type { ChunkObjects } from "../array/chunk-objects.ts";
import { objectGrid } from "../array/object-grid.ts";
import { encodeShards, positionOfChunk, type ShardedChunk } from "./encode-shard.ts";
import { claimShard, releaseShards } from "./shard-claims.ts";
import { type ShardFile, shardFile } from "./shard-file.ts";
import { levelOfShard, type Sharding } from "./sharding.ts";

/** A chunk that has been given. */
interface GivenChunk extends ShardedChunk {
  readonly release?: ChunkCoder["release"];
}

/** A chunk that another thread has put into the shard's file. */
interface PlacedChunk {
  readonly start: readonly number[];
  readonly place: ByteSpan;
}

interface OpenShard {
  readonly region: Region;
  /** The part of it that lies in the array. */
  readonly inside: Region;
  /** The chunks, by their linear position in the shard; `undefined` for those that are left out. */
  readonly chunks: Map<number, GivenChunk | PlacedChunk | undefined>;
  /** How many chunks it can hold; those beyond the array never come. */
  readonly capacity: number;
  /** Where it is written, once other threads put chunks into it. */
  file?: Promise<ShardFile> | undefined;
}

/** The chunks of further shards are kept in memory. */
const MAX_FILES = 32;
/**
 * Smaller chunks are kept in memory, too, to be stored in order: readers fetch neighbours in one request, and need up to
 * twice as many where threads wrote them in turns.
 */
const LEAST_BYTES = 2 ** 18;

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
  const isLarge = elementCount(chunkShape) * nominalByteSize(info.dataType) >= LEAST_BYTES;

  async function write(key: string, shard: OpenShard): Promise<void> {
    const given = [...shard.chunks.values()].filter((chunk) => chunk !== undefined);
    complete.add(key);
    try {
      const isPartial = before && shard.chunks.size < shard.capacity;
      await save(key, shard, isPartial ? [...given, ...(await unchanged(before, key, shard))] : given);
      open.delete(key);
    } catch (error) {
      // Its chunks are kept: giving one of them again, or closing, tries again.
      complete.delete(key);
      throw error;
    }
    for (const chunk of given) if ("bytes" in chunk) chunk.release?.(chunk.bytes);
  }

  async function save(
    key: string,
    { region, file: opening }: OpenShard,
    chunks: readonly (GivenChunk | PlacedChunk)[],
  ): Promise<void> {
    const file = await opening;
    const level = levelOfShard(outermost, region.shape);
    if (chunks.length === 0) {
      await file?.abort();
      await store.delete(key);
    } else if (file) {
      const places = new Map<number, ByteSpan>();
      for (const chunk of chunks) {
        const place = "bytes" in chunk ? await file.append(chunk.bytes) : chunk.place;
        places.set(positionOfChunk(level, chunk.start), place);
      }
      await file.close(places);
    } else {
      const given = chunks.filter((chunk) => "bytes" in chunk);
      await store.set(key, await encodeShards([level, ...inner], given, coder, key));
    }
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

  /** The shard that a chunk belongs to, open. */
  function shardOf(index: ChunkIndex): { readonly key: string; readonly shard: OpenShard } {
    const place = grid.indexOf(index.map((chunk, axis) => chunk * chunkShape[axis]!));
    const key = joinPath(path, chunkKey(keyEncoding, place));
    if (complete.has(key)) throw new TypeError(`Cannot write chunk [${index}]: its shard ${key} is complete`);
    claimShard(store, key, owner);
    const shard = open.get(key) ?? openShard(place);
    open.set(key, shard);
    return { key, shard };
  }

  function openShard(place: ChunkIndex): OpenShard {
    const region = grid.regionOf(place);
    const inside = intersection(region, { start: info.shape.map(() => 0), shape: info.shape });
    const capacity = elementCount(gridShape({ shape: inside.shape, chunkShape }));
    return { region, inside, chunks: new Map(), capacity };
  }

  /** `undefined` if its chunks have to be kept in memory. */
  async function fileOf(key: string, shard: OpenShard): Promise<ShardFile | undefined> {
    if (!shard.file) {
      const files = [...open.values()].filter(({ file }) => file).length;
      if (!store.createValue || !isLarge || inner.length > 0 || files >= MAX_FILES) return undefined;
      const level = levelOfShard(outermost, shard.region.shape);
      shard.file = store.createValue(key).then((value) => shardFile(value, level, coder));
      // Another chunk, or closing, tries again.
      shard.file.catch(() => {
        shard.file = undefined;
      });
    }
    return shard.file;
  }

  /** Takes note of a chunk, and stores its shard if that was the last one. */
  async function add(
    { key, shard }: ReturnType<typeof shardOf>,
    start: readonly number[],
    chunk: GivenChunk | PlacedChunk | undefined,
  ): Promise<void> {
    shard.chunks.set(position(shard.region, start), chunk);
    if (shard.chunks.size === shard.capacity) await write(key, shard);
  }

  return {
    async put(index, bytes, options, release) {
      options?.signal?.throwIfAborted();
      const place = shardOf(index);
      const start = startIn(place.shard.region, index);
      await add(place, start, bytes && { start, bytes, release });
    },
    async putBy(index, encodeTo, options) {
      options?.signal?.throwIfAborted();
      const place = shardOf(index);
      const file = await fileOf(place.key, place.shard);
      const written = (await file?.appendBy(encodeTo)) ?? "refused";
      if (written === "refused") return false;
      const start = startIn(place.shard.region, index);
      await add(place, start, { start, place: written });
      return true;
    },
    async flush() {
      for (const [key, shard] of open) {
        if (shard.chunks.size > 0) await write(key, shard);
        // Every chunk of it failed.
        else await (await shard.file)?.abort();
      }
      releaseShards(store, owner);
    },
  };
}
