/**
 * What every format offers to the commands.
 *
 * @module
 */

import type {
  Bytes,
  CallOptions,
  ChunkCoder,
  ChunkSource,
  Group,
  JsonObject,
  StorageError,
} from "@chunkwright/core";
import type { ImageCollection } from "@chunkwright/ome";

/** Options of `openSource`. */
export interface OpenOptions extends CallOptions {
  /** Decodes chunks; in this thread by default. */
  readonly coder?: ChunkCoder | undefined;
  /** Folders and URLs below which references may read; what lies around them may be read anyway, and nothing else. */
  readonly allowTargets?: readonly string[] | undefined;
}

/** An array by its path in the source, or why it cannot be read. */
export type SourceArray =
  | { readonly path: string; readonly source: ChunkSource }
  | { readonly path: string; readonly error: StorageError };

/** Attributes that are to be added to those of a copy. */
export type NoteNode = (node: Group | ChunkSource, options: CallOptions) => Promise<JsonObject>;

/** A source of any format, as arrays and as images. It is the opener's to close. */
export interface OpenedSource {
  /** As on the command line. */
  readonly location: string;
  /** For people: "OME-TIFF", "Zarr v3" and so on. */
  readonly format: string;
  /** Every array, one at a time; a broken one does not hide the others. */
  arrays(options?: CallOptions): AsyncIterable<SourceArray>;
  /** `undefined` if the source holds arrays, but no images. */
  images(options?: CallOptions): Promise<ImageCollection | undefined>;
  /** The hierarchy, where the format has one: what a copy keeps beside images. */
  readonly root?: Group | ChunkSource;
  /** Makes what notes, for a walk over the hierarchy, that which only the source's format can say of its nodes. */
  readonly noteNodes?: () => NoteNode;
  /** Reads what is stored under a key, where the hierarchy is one of keys. */
  readonly readFile?: (key: string, options?: CallOptions) => Promise<Bytes | undefined>;
  close(): Promise<void>;
}
