/**
 * A shard that is stored while its chunks are given, in the order in which they come, and its index last. So threads
 * that encode chunks write them themselves, and none is kept in memory. Zarr v3 codecs, "Sharding codec", "Binary shard
 * format".
 *
 * @module
 */

import {
  type ByteSpan,
  type Bytes,
  type ChunkCoder,
  createFileEnd,
  takeRoom,
  type ValueSink,
  type WriteOutcome,
  type WriteTarget,
} from "@chunkwright/core";
import { encodeShardIndex } from "./encode-shard.ts";
import type { ShardLevel } from "./sharding.ts";

/** A shard without shards inside, being written. After a failed write it cannot be closed. */
export interface ShardFile {
  append(bytes: Bytes): Promise<ByteSpan>;
  /** Has another thread append a chunk; "refused" if it cannot. */
  appendBy(write: (target: WriteTarget) => Promise<WriteOutcome>): Promise<WriteOutcome>;
  /** Stores the shard, given the places of its chunks by their positions. */
  close(places: ReadonlyMap<number, ByteSpan>): Promise<void>;
  abort(): Promise<void>;
}

export function shardFile(value: ValueSink, level: ShardLevel, coder: ChunkCoder): ShardFile {
  const isIndexFirst = level.indexLocation === "start";
  const end = createFileEnd(isIndexFirst ? level.indexByteLength : 0, 1);
  return {
    async append(bytes) {
      const span = { offset: takeRoom(end, bytes.byteLength), length: bytes.byteLength };
      await value.write(span.offset, bytes);
      return span;
    },
    appendBy: async (write) => value.lend?.((file) => write({ file, place: end })) ?? "refused",
    async close(places) {
      const index = await encodeShardIndex(level, places, coder);
      await value.write(isIndexFirst ? 0 : takeRoom(end, index.byteLength), index);
      await value.close();
    },
    abort: () => value.abort(),
  };
}
