/**
 * Writing into an existing array.
 *
 * @module
 */

import type { CodecTable } from "@chunkwright/codecs/lazy";
import {
  type CallOptions,
  type ChunkCoder,
  type ChunkSink,
  normalizePath,
  type ReadableStore,
  type WritableStore,
} from "@chunkwright/core";
import { arraySink } from "./array/array-sink.ts";
import { findArray } from "./document/array-at.ts";
import type { ZarrFormat } from "./zarr-node.ts";

/** Options of `updateZarrArray`. */
export interface UpdateZarrOptions extends CallOptions {
  /** Encodes chunks; `inThreadCoder` by default. */
  readonly coder?: ChunkCoder | undefined;
  /** The codecs that the coder implements; the default table by default. */
  readonly codecs?: CodecTable | undefined;
  /** The only version to look for; v3, then v2, by default. */
  readonly zarrFormat?: ZarrFormat | undefined;
  /** Leaves out chunks in which every element is the fill value, deleting those stored; off by default. */
  readonly skipFillChunks?: boolean | undefined;
}

/**
 * A sink for chunks of the array at `path`. Chunks that are not written stay, in their shards too: a shard is read
 * before it is replaced. Several sinks may write at once as long as they write other chunks and, where there are
 * shards, other shards; two open sinks of one process and store that meet in a shard get a `TypeError`. Rejects with
 * "not-found" if there is no array.
 */
export async function updateZarrArray(
  store: ReadableStore & WritableStore,
  path: string,
  options: UpdateZarrOptions = {},
): Promise<ChunkSink> {
  const { coder, skipFillChunks, zarrFormat, signal, codecs } = options;
  const normal = normalizePath(path, "zarr");
  const { node, layout } = await findArray(store, normal, { codecs, zarrFormat, signal });
  const nullFillValue = node.metadata.fill_value === null && node.zarrFormat === 2;
  const sinkOptions = { zarrFormat: node.zarrFormat, coder, skipFillChunks, nullFillValue };
  return arraySink(store, normal, layout, sinkOptions, async () => {}, store);
}
