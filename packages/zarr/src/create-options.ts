/**
 * What the caller chooses when a hierarchy or an array is written.
 *
 * @module
 */

import type { CodecTable } from "@chunkwright/codecs";
import type { ChunkCoder, JsonObject, Shape } from "@chunkwright/core";
import type { ChunkKeyEncoding } from "./array/chunk-key.ts";
import type { ArrayDocumentV2 } from "./v2/documents.ts";
import type { ArrayDocumentV3 } from "./v3/documents.ts";
import type { ZarrFormat } from "./zarr-node.ts";

/** How arrays are laid out, in both versions. */
export interface ZarrArrayOptions {
  readonly zarrFormat: ZarrFormat;
  /** Encodes chunks; `inThreadCoder` unless told. */
  readonly coder?: ChunkCoder | undefined;
  /** The codecs that the coder has; the default table unless told. */
  readonly codecs?: CodecTable | undefined;
  /** Between the parts of a chunk key; "/" unless told, as NGFF wants it in both versions. */
  readonly separator?: "." | "/" | undefined;
  /** v3 only: how chunk keys are made, "default" unless told. Those of "v2" are a v2 array's. */
  readonly keyEncoding?: ChunkKeyEncoding["name"] | undefined;
  /**
   * Leaves out chunks in which every element is the fill value, deleting what may be stored under their key.
   * Off unless told, and with `nullFillValue`: a chunk that was written is then always stored.
   */
  readonly skipFillChunks?: boolean | undefined;
  /** v2 only: writes `"fill_value": null`, which makes what was never written undefined. `info.fillValue` must be 0. */
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
  /** Where the index of a shard goes; "end" unless told. */
  readonly indexLocation?: "start" | "end" | undefined;
  /** Whether a crc32c stands behind the index; `true` unless told. */
  readonly checksum?: boolean | undefined;
  /** Shapes of the shards inside each shard, the outermost first; none unless told. */
  readonly innerShards?: readonly Shape[] | undefined;
  /**
   * Order of the axes inside shards: a `transpose` in front of the sharding codec. The chunks' pipeline must begin
   * with the same `transpose`.
   */
  readonly order?: readonly number[] | undefined;
}

/** Options of `createZarr`. */
export interface CreateZarrOptions extends Omit<ZarrArrayOptions, "metadata"> {
  /** Where the root group goes in the store; "" unless told. */
  readonly path?: string | undefined;
  /** Of the root group. */
  readonly attributes?: JsonObject | undefined;
  /** Writes consolidated metadata into the root group (v3) or beside it (v2); off unless told. */
  readonly consolidated?: boolean | undefined;
}
