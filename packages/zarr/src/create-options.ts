/**
 * What the caller chooses when a hierarchy or an array is written.
 *
 * @module
 */

import type { CodecTable } from "@chunkwright/codecs/lazy";
import type { ChunkCoder, JsonObject, Shape } from "@chunkwright/core";
import type { ChunkKeyEncoding } from "./array/chunk-key.ts";
import type { ArrayDocumentV2 } from "./v2/documents.ts";
import type { ArrayDocumentV3 } from "./v3/documents.ts";
import type { ZarrFormat } from "./zarr-node.ts";

/** How arrays are laid out, in both versions. */
export interface ZarrArrayOptions {
  readonly zarrFormat: ZarrFormat;
  /** Encodes chunks; `inThreadCoder` by default. */
  readonly coder?: ChunkCoder | undefined;
  /** The codecs that the coder implements; the default table by default. */
  readonly codecs?: CodecTable | undefined;
  /** Separates the parts of a chunk key; "/" by default, as OME-NGFF requires in both versions. */
  readonly separator?: "." | "/" | undefined;
  /** v3 only: how chunk keys are encoded, "default" by default; "v2" gives the keys of a v2 array. */
  readonly keyEncoding?: ChunkKeyEncoding["name"] | undefined;
  /**
   * Leaves out chunks in which every element is the fill value, and deletes what is stored under their keys. Off by
   * default, and ignored with `nullFillValue`: then every chunk that is written is stored.
   */
  readonly skipFillChunks?: boolean | undefined;
  /**
   * v2 only: writes `"fill_value": null`, which leaves elements that were never written undefined. `info.fillValue`
   * must be 0.
   */
  readonly nullFillValue?: boolean | undefined;
  /**
   * The document of an array of the same version, written as it is with the attributes of `info`: a copy then keeps
   * spellings that another document would lose. It must describe the same elements, chunks and codecs as `info`.
   */
  readonly metadata?: ArrayDocumentV2 | ArrayDocumentV3 | undefined;
  /** v3 only, for arrays with `info.shardShape`. */
  readonly sharding?: ShardingOptions | undefined;
}

/** How chunks lie in shards. Zarr v3 codecs, "Sharding codec". */
export interface ShardingOptions {
  /** Where in a shard its index is; "end" by default. */
  readonly indexLocation?: "start" | "end" | undefined;
  /** Whether a crc32c follows the index; `true` by default. */
  readonly checksum?: boolean | undefined;
  /** Shapes of the shards inside each shard, the outermost first; none by default. */
  readonly innerShards?: readonly Shape[] | undefined;
  /**
   * Order of the axes inside shards: a `transpose` in front of the sharding codec. The chunks' pipeline must begin
   * with the same `transpose`.
   */
  readonly order?: readonly number[] | undefined;
}

/** Options of `createZarr`. */
export interface CreateZarrOptions extends Omit<ZarrArrayOptions, "metadata"> {
  /** Path of the root group in the store; "" by default. */
  readonly path?: string | undefined;
  /** Attributes of the root group. */
  readonly attributes?: JsonObject | undefined;
  /** Writes consolidated metadata into the root group (v3) or beside it (v2); off by default. */
  readonly consolidated?: boolean | undefined;
}
