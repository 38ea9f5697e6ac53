/**
 * What an N5 hierarchy is made of: groups, and arrays, which N5 calls datasets.
 *
 * @module
 */

import type { CodecTable } from "@chunkwright/codecs/lazy";
import type {
  CallOptions,
  ChunkCoder,
  Group,
  JsonObject,
  ListableStore,
  LocatedChunkSource,
  ReadableStore,
} from "@chunkwright/core";
import type { DatasetDocument } from "./dataset-document.ts";

/** Where a hierarchy is read from. A store that also lists lets groups enumerate their children. */
export type N5Store = ReadableStore & Partial<ListableStore>;

/** Options of `openN5`. */
export interface OpenN5Options extends CallOptions {
  /** Decodes chunks; `inThreadCoder` by default. */
  readonly coder?: ChunkCoder | undefined;
  /** The codecs that the coder implements; arrays that need others are "unsupported". The default table by default. */
  readonly codecs?: CodecTable | undefined;
}

/** A group. `attributes` are its own, without the version of N5 that the root's may begin with. */
export interface N5Group extends Group {
  /** From the store's root, without slashes at its ends; "" is the root. */
  readonly path: string;
  /** Its `attributes.json` as it is; `undefined` for a group that is nothing but a directory. */
  readonly metadata: JsonObject | undefined;
  open(path: string, options?: CallOptions): Promise<N5Node | undefined>;
}

/** An array. `metadata` is its `attributes.json` with every member, `info` what follows from it. */
export interface N5Array extends LocatedChunkSource {
  readonly path: string;
  readonly metadata: DatasetDocument;
}

/** What lies at a path of an N5 hierarchy. */
export type N5Node = N5Group | N5Array;
