/**
 * The index of a shard: where each of its chunks lies. Zarr v3 codecs, "Sharding codec", "Binary shard format".
 *
 * @module
 */

import {
  type ByteRange,
  type CallOptions,
  type ChunkCoder,
  type ChunkIndex,
  isStorageError,
  type ReadableStore,
  StorageError,
} from "@chunkwright/core";
import type { ShardLevel } from "./sharding.ts";

/** A stored value, or a part of it that is a shard of its own. Without a length it reaches to the value's end. */
export interface ShardPlace {
  readonly key: string;
  readonly offset: number;
  readonly length?: number;
}

/** Pairs of offset and byte count, chunk by chunk in C order. */
export type ShardIndex = BigUint64Array;

/** Offset and length of a chunk that is not stored. */
export const ABSENT: bigint = 2n ** 64n - 1n;

/** Reads and checks the index of a shard; `undefined` if the shard is not stored. */
export async function readShardIndex(
  store: ReadableStore,
  level: ShardLevel,
  place: ShardPlace,
  coder: ChunkCoder,
  options?: CallOptions,
): Promise<ShardIndex | undefined> {
  const bytes = await store.getRange(place.key, indexRange(level, place), options);
  if (!bytes) return undefined;
  if (bytes.byteLength !== level.indexByteLength) {
    throw brokenShard(place, `its index takes ${level.indexByteLength} bytes, it has ${bytes.byteLength}`);
  }
  try {
    const shape = [...level.chunksPerShard, 2];
    const chunk = await coder.decode(
      { bytes, dataType: "uint64", shape, codecs: level.indexCodecs },
      options,
    );
    if (chunk.dataType !== "uint64") throw brokenShard(place, `its index decodes to ${chunk.dataType}`);
    checkOverlaps(chunk.data, level, place);
    return chunk.data;
  } catch (cause) {
    if (!isStorageError(cause, "codec")) throw cause;
    throw new StorageError(
      "codec",
      `Cannot read the index of shard ${place.key}: ${cause.message}`,
      cause.context,
      {
        cause,
      },
    );
  }
}

/** Where the chunk at `index`, given in the order of the array's axes, lies; `undefined` if it is not stored. */
export function findInShard(
  level: ShardLevel,
  entries: ShardIndex,
  index: ChunkIndex,
  place: ShardPlace,
): Required<ShardPlace> | undefined {
  const position = positionInShard(level, index);
  const start = entries[2 * position]!;
  const size = entries[2 * position + 1]!;
  if (start === ABSENT && size === ABSENT) return undefined;
  const [chunkOffset, length] = [Number(start), Number(size)];
  const end = chunkOffset + length;
  if (!Number.isSafeInteger(place.offset + end) || end > (place.length ?? Number.MAX_SAFE_INTEGER)) {
    throw brokenShard(place, `chunk [${index}] is said to lie at ${start}, ${size} bytes long`);
  }
  return { key: place.key, offset: place.offset + chunkOffset, length };
}

/**
 * Throws "invalid-data" where chunks overlap each other or an index at the start. Chunks that share all of their
 * bytes are accepted: equal ones may be stored once.
 */
function checkOverlaps(entries: ShardIndex, level: ShardLevel, place: ShardPlace): void {
  const chunks: { readonly start: number; readonly end: number }[] = [];
  let isSorted = true;
  let end = level.indexLocation === "start" ? level.indexByteLength : 0;
  for (let i = 0; i < entries.length; i += 2) {
    const start = Number(entries[i]);
    const size = Number(entries[i + 1]);
    if (entries[i] === ABSENT || size === 0) continue;
    isSorted &&= start >= end;
    end = start + size;
    chunks.push({ start, end });
  }
  // Most writers append chunks in order, which shows that none overlap.
  if (isSorted) return;
  chunks.sort((a, b) => a.start - b.start || a.end - b.end);
  let last = { start: 0, end: level.indexLocation === "start" ? level.indexByteLength : 0 };
  for (const chunk of chunks) {
    const isShared = chunk.start === last.start && chunk.end === last.end;
    if (chunk.start < last.end && !isShared) {
      throw brokenShard(place, `a chunk at ${chunk.start} overlaps what ends at ${last.end}`);
    }
    last = chunk;
  }
}

/** Which entry of the index belongs to the chunk at `index`, given in the order of the array's axes. */
export function positionInShard({ order, chunksPerShard }: ShardLevel, index: ChunkIndex): number {
  return chunksPerShard.reduce((linear, count, i) => linear * count + index[order[i]!]!, 0);
}

function indexRange({ indexLocation, indexByteLength }: ShardLevel, place: ShardPlace): ByteRange {
  if (indexLocation === "start") return { offset: place.offset, length: indexByteLength };
  if (place.length === undefined) return { suffixLength: indexByteLength };
  if (place.length < indexByteLength) {
    throw brokenShard(place, `its index takes ${indexByteLength} bytes, it has ${place.length}`);
  }
  return { offset: place.offset + place.length - indexByteLength, length: indexByteLength };
}

function brokenShard({ key, offset }: ShardPlace, fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read shard ${key} at ${offset}: ${fact}`, {
    format: "zarr",
    offset,
    section: "Zarr v3 sharding codec, Binary shard format",
  });
}
