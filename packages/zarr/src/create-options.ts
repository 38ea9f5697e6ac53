/**
 * What the caller chooses when a hierarchy or an array is written.
 *
 * @module
 */

import type { CodecTable } from "@chunkwright/codecs";
import type { ChunkCoder, JsonObject } from "@chunkwright/core";
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
  /**
   * Leaves out chunks in which every element is the fill value, deleting what may be stored under their key.
   * Off unless told, and with `nullFillValue`: a chunk that was written is then always stored.
   */
  readonly skipFillChunks?: boolean | undefined;
  /** v2 only: writes `"fill_value": null`, which makes what was never written undefined. `info.fillValue` must be 0. */
  readonly nullFillValue?: boolean | undefined;
}

export interface CreateZarrOptions extends ZarrArrayOptions {
  /** Where the root group goes in the store; "" unless told. */
  readonly path?: string | undefined;
  /** Of the root group. */
  readonly attributes?: JsonObject | undefined;
  /** Writes consolidated metadata into the root group (v3) or beside it (v2); off unless told. */
  readonly consolidated?: boolean | undefined;
}
