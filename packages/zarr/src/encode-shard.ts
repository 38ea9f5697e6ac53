/**
 * A shard from its encoded chunks. Zarr v3 codecs, "Sharding codec", "Binary shard format".
 *
 * @module
 */

import type { Bytes, ChunkCoder } from "@chunkwright/core";
import { unwritableDocument } from "./document-error.ts";
import { ABSENT } from "./shard-index.ts";
import type { ShardLevel } from "./sharding.ts";

/** Shards beyond this many bytes are not written: they are put together in memory. */
export const MAX_SHARD_BYTES: number = 2 ** 32 - 1;

/**
 * The bytes of a shard: chunks in the order of their positions, and the index at the end or the start. `key` names
 * the shard in errors.
 */
export async function encodeShard(
  level: ShardLevel,
  chunks: ReadonlyMap<number, Bytes>,
  coder: ChunkCoder,
  key: string,
): Promise<Bytes> {
  const positions = [...chunks.keys()].sort((a, b) => a - b);
  const { chunksPerShard, indexByteLength, indexCodecs, indexLocation } = level;
  const data = new BigUint64Array(2 * chunksPerShard.reduce((count, length) => count * length, 1)).fill(
    ABSENT,
  );
  const dataStart = indexLocation === "start" ? indexByteLength : 0;
  let end = dataStart;
  for (const position of positions) {
    const { byteLength } = chunks.get(position)!;
    data[2 * position] = BigInt(end);
    data[2 * position + 1] = BigInt(byteLength);
    end += byteLength;
  }
  if (end + indexByteLength > MAX_SHARD_BYTES) throw unwritableDocument(key, `a shard of ${end} bytes`);
  const index = await coder.encode({ dataType: "uint64", shape: [...chunksPerShard, 2], data }, indexCodecs);
  const shard = new Uint8Array(end - dataStart + indexByteLength);
  shard.set(index.bytes, indexLocation === "start" ? 0 : end);
  let offset = dataStart;
  for (const position of positions) {
    const chunk = chunks.get(position)!;
    shard.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return shard;
}
