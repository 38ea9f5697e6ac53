/**
 * Shards as a v3 document describes them. Zarr v3 codecs, "Sharding codec".
 *
 * @module
 */

import { type CodecSpec, elementCount, type Shape } from "@chunkwright/core";

/** How the chunks of an array with `info.shardShape` are arranged in their objects. */
export interface Sharding {
  /** The sharding codecs inside each other, the outermost first; nearly always one. */
  readonly levels: readonly [ShardLevel, ...ShardLevel[]];
  /** Codecs behind the outermost sharding codec; nearly always none. Otherwise shards are read whole. */
  readonly codecs: readonly CodecSpec[];
}

/** One sharding codec. */
export interface ShardLevel {
  /** Shape of the parts that it splits its input into, axes in the array's order. */
  readonly chunkShape: Shape;
  /** Axis `i` of the index is the array's axis `order[i]`: transposes may stand in front of a sharding codec. */
  readonly order: readonly number[];
  /** Shape of the index without its last axis, in the order of the index. */
  readonly chunksPerShard: Shape;
  readonly indexCodecs: readonly CodecSpec[];
  /** Bytes of the encoded index: 16 for each chunk, and 4 for a checksum. */
  readonly indexByteLength: number;
  readonly indexLocation: "start" | "end";
}

/** The outermost level in a shard of `shape`, which in a rectilinear grid may be shorter than `shardShape`. */
export function levelOfShard(level: ShardLevel, shape: Shape): ShardLevel {
  const chunksPerShard = level.order.map((axis) => shape[axis]! / level.chunkShape[axis]!);
  const fewer = elementCount(level.chunksPerShard) - elementCount(chunksPerShard);
  return fewer === 0
    ? level
    : { ...level, chunksPerShard, indexByteLength: level.indexByteLength - 16 * fewer };
}
