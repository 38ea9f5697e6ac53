/**
 * A shard from its encoded chunks. Zarr v3 codecs, "Sharding codec", "Binary shard format".
 *
 * @module
 */

import { type ByteSpan, type Bytes, type ChunkCoder, elementCount } from "@chunkwright/core";
import { unwritableDocument } from "../document/document-error.ts";
import { ABSENT, positionInShard } from "./shard-index.ts";
import type { ShardLevel } from "./sharding.ts";

/** Larger shards are not written: they are assembled in memory. */
const MAX_SHARD_BYTES = 2 ** 32 - 1;

/** An encoded chunk, and its first element along each axis of the shard around it. */
export interface ShardedChunk {
  readonly start: readonly number[];
  readonly bytes: Bytes;
}

/**
 * The bytes of a shard, which may have shards inside. `levels` are its sharding codecs, the outermost first; `key`
 * names it in errors.
 */
export async function encodeShards(
  [level, ...inner]: readonly [ShardLevel, ...ShardLevel[]],
  chunks: readonly ShardedChunk[],
  coder: ChunkCoder,
  key: string,
): Promise<Bytes> {
  const parts = new Map<number, ShardedChunk[]>();
  for (const { start, bytes } of chunks) {
    const position = positionOfChunk(level, start);
    const part = { start: start.map((first, axis) => first % level.chunkShape[axis]!), bytes };
    const others = parts.get(position);
    if (others) others.push(part);
    else parts.set(position, [part]);
  }
  const [next, ...rest] = inner;
  const encoded = new Map<number, Bytes>();
  for (const [position, part] of parts) {
    encoded.set(position, next ? await encodeShards([next, ...rest], part, coder, key) : part[0]!.bytes);
  }
  return encodeShard(level, encoded, coder, key);
}

/**
 * The bytes of a shard: chunks in the order of their positions, and the index at the end or the start. `key` names
 * the shard in errors.
 */
async function encodeShard(
  level: ShardLevel,
  chunks: ReadonlyMap<number, Bytes>,
  coder: ChunkCoder,
  key: string,
): Promise<Bytes> {
  const positions = [...chunks.keys()].sort((a, b) => a - b);
  const { indexByteLength, indexLocation } = level;
  const places = new Map<number, ByteSpan>();
  const dataStart = indexLocation === "start" ? indexByteLength : 0;
  let end = dataStart;
  for (const position of positions) {
    const { byteLength } = chunks.get(position)!;
    places.set(position, { offset: end, length: byteLength });
    end += byteLength;
  }
  if (end + indexByteLength > MAX_SHARD_BYTES) throw unwritableDocument(key, `a shard of ${end} bytes`);
  const index = await encodeShardIndex(level, places, coder);
  const shard = new Uint8Array(end - dataStart + indexByteLength);
  shard.set(index, indexLocation === "start" ? 0 : end);
  let offset = dataStart;
  for (const position of positions) {
    const chunk = chunks.get(position)!;
    shard.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return shard;
}

/** The position in a shard of the chunk, or inner shard, that holds the element at `start`. */
export function positionOfChunk(level: ShardLevel, start: readonly number[]): number {
  return positionInShard(
    level,
    start.map((first, axis) => Math.floor(first / level.chunkShape[axis]!)),
  );
}

/** The index of a shard whose chunks are at `places`, by their positions. */
export async function encodeShardIndex(
  { chunksPerShard, indexCodecs }: ShardLevel,
  places: ReadonlyMap<number, ByteSpan>,
  coder: ChunkCoder,
): Promise<Bytes> {
  const data = new BigUint64Array(2 * elementCount(chunksPerShard)).fill(ABSENT);
  for (const [position, { offset, length }] of places) {
    data[2 * position] = BigInt(offset);
    data[2 * position + 1] = BigInt(length);
  }
  const { bytes } = await coder.encode(
    { dataType: "uint64", shape: [...chunksPerShard, 2], data },
    indexCodecs,
  );
  return bytes;
}
