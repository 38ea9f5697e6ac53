/**
 * How the files of a folder are reached and opened, for all readers of folders.
 *
 * @module
 */

import {
  type ByteSource,
  type CallOptions,
  type ChunkCoder,
  type ListableStore,
  openFile,
  type ReadableStore,
  StorageError,
} from "@chunkwright/core";
import type { TiffPages } from "../tiff-pages.ts";

/** A directory of files. Some stores cannot list what is in it, such as web servers. */
export type SeriesStore = ReadableStore & Partial<ListableStore>;

/** Options of `readTiffSeries`, `readPlateFolder`, `readMicroManagerFolder`, `readLeicaFolder` and `readZenFolder`. */
export interface ReadSeriesOptions extends CallOptions {
  /** The directory that the files are in. */
  readonly store: SeriesStore;
  /** Opens a TIFF file: `openTiff` of `@chunkwright/tiff`. */
  readonly openTiff: (file: ByteSource, options: { readonly name: string }) => Promise<TiffPages>;
  /** Decodes the PNG files that some plates consist of: `inThreadCoder` of `@chunkwright/codecs`. Without it, they are refused. */
  readonly coder?: ChunkCoder | undefined;
  /** Name of an image without one. */
  readonly name?: string | undefined;
}

/** The file at `path`. Rejects with "not-found" if there is none. */
export async function openStored(
  path: string,
  { store }: Pick<ReadSeriesOptions, "store">,
): Promise<ByteSource> {
  const file = await openFile(store, path);
  if (file) return file;
  throw new StorageError("not-found", `Cannot find ${path}`, { path });
}

/** The names of all files in `folder`, which is "" or ends in "/"; `undefined` if the store cannot list them. */
export async function namesIn(
  folder: string,
  { store, signal }: Pick<ReadSeriesOptions, "store" | "signal">,
): Promise<ReadonlySet<string> | undefined> {
  if (!store.list) return undefined;
  const names = new Set<string>();
  for await (const { kind, key } of store.list(folder, { signal })) if (kind === "key") names.add(key);
  return names;
}
