/**
 * What every format offers to commands.
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
  /**
   * Folders and URLs below which references may read; besides those, only what lies around the references may be
   * read.
   */
  readonly allowTargets?: readonly string[] | undefined;
}

/** An array by its path in the source, or why it cannot be read. */
export type SourceArray =
  | { readonly path: string; readonly source: ChunkSource }
  | { readonly path: string; readonly error: StorageError };

/** Attributes that are to be added to those of a copy. */
export type NoteNode = (node: Group | ChunkSource, options: CallOptions) => Promise<JsonObject>;

/** A source of any format, as arrays and as images. Whoever opens it closes it. */
export interface OpenedSource {
  /** As on the command line. */
  readonly location: string;
  /** For people: "OME-TIFF", "Zarr v3" and so on. */
  readonly format: string;
  /** Every array, one at a time; a broken one does not hide the others. */
  arrays(options?: CallOptions): AsyncIterable<SourceArray>;
  /** `undefined` if the source holds arrays, but no images. */
  images(options?: CallOptions): Promise<ImageCollection | undefined>;
  /** The hierarchy, if the format has one: a copy keeps everything in it. */
  readonly root?: Group | ChunkSource;
  /**
   * Creates a function that, called for each node of the hierarchy, notes what only the source's format can express.
   */
  readonly noteNodes?: () => NoteNode;
  /** Reads the value under a key, if the hierarchy is stored under keys. */
  readonly readFile?: (key: string, options?: CallOptions) => Promise<Bytes | undefined>;
  /** Names of what has been opened next to it, which no target may replace. */
  readonly beside?: Iterable<string> | undefined;
  close(): Promise<void>;
}
