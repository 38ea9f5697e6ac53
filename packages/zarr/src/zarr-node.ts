/**
 * What a Zarr hierarchy is made of: groups and arrays, each with its parsed metadata document.
 *
 * @module
 */

import type { CodecTable } from "@chunkwright/codecs/lazy";
import type {
  CallOptions,
  ChunkCoder,
  ChunkIndex,
  ChunkSource,
  Group,
  ListableStore,
  LocatedChunkSource,
  ReadableStore,
} from "@chunkwright/core";
import type { ArrayDocumentV2, GroupDocumentV2 } from "./v2/documents.ts";
import type { ArrayDocumentV3, GroupDocumentV3 } from "./v3/documents.ts";

/** The version of Zarr. */
export type ZarrFormat = 2 | 3;

/** Where a hierarchy is read from. A store that also lists lets groups enumerate their children. */
export type ZarrStore = ReadableStore & Partial<ListableStore>;

/** Options of `openZarr`. */
export interface OpenZarrOptions extends CallOptions {
  /** Decodes chunks; `inThreadCoder` by default. */
  readonly coder?: ChunkCoder | undefined;
  /** The codecs that the coder implements; arrays that need others are "unsupported". The default table by default. */
  readonly codecs?: CodecTable | undefined;
  /** The only version to look for; v3, then v2, by default. */
  readonly zarrFormat?: ZarrFormat | undefined;
  /** Whether consolidated metadata answers for what is below a group that carries it; `true` by default. */
  readonly consolidated?: boolean | undefined;
}

/** A group. `attributes` are v3's inline attributes or v2's `.zattrs`. */
export interface ZarrGroup extends Group {
  readonly zarrFormat: ZarrFormat;
  /** From the store's root, without slashes at its ends; "" is the root. */
  readonly path: string;
  readonly metadata: GroupDocumentV2 | GroupDocumentV3;
  open(path: string, options?: CallOptions): Promise<ZarrNode | undefined>;
}

/**
 * An array. `metadata` is its document with every member it has, `info` what follows from it. Chunks that are
 * assembled from those of a rectilinear grid, or lie in shards that were compressed as a whole, have no location:
 * such arrays lack `locateChunk` and `planChunk`.
 */
export interface ZarrArray
  extends ChunkSource,
    Partial<Pick<LocatedChunkSource, "locateChunk" | "planChunk">> {
  readonly zarrFormat: ZarrFormat;
  readonly path: string;
  readonly metadata: ArrayDocumentV2 | ArrayDocumentV3;
  /** Where its shards are stored; absent for arrays without shards, and where shards differ in size. */
  readonly shards?: StoredShards;
}

/** Shards as values of a store. */
export interface StoredShards {
  readonly store: ReadableStore;
  keyOf(shard: ChunkIndex): string;
}

/** What an array is apart from its chunks. */
export type ArrayNode = Pick<ZarrArray, "zarrFormat" | "path" | "metadata">;

/** What lies at a path of a Zarr hierarchy. */
export type ZarrNode = ZarrGroup | ZarrArray;
