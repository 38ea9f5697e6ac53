/**
 * Hierarchies of Zarr and N5 in ZIP files (`.zarr.zip`, `.ozx`, `.n5.zip`) as commands see them.
 *
 * @module
 */

import { type CallOptions, joinPath, StorageError, storeBelow } from "@chunkwright/core";
import { openZip, type ZipStore } from "@chunkwright/stores/zip";
import type { OpenedSource, OpenOptions, SourceArray } from "../opened-source.ts";
import { openHierarchySource } from "./hierarchy-source.ts";
import type { SourceFile } from "./source-file.ts";
import { ZIP_DECODERS } from "./zip-decoders.ts";

/**
 * The hierarchy at the root of the archive, where OME-Zarr has it (RFC-9), or in its only folder, as when a folder
 * was zipped from outside; array paths then begin with the folder's name.
 */
export async function openZipSource(
  { location, file, close }: SourceFile,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const store = await openZip(file, { signal: options?.signal, decoders: ZIP_DECODERS });
  const atRoot = await openHierarchySource(location, store, options);
  if (atRoot) return { ...atRoot, format: `${atRoot.format} in ZIP`, close };
  for (
    let folder = await onlyFolder(store, "", options);
    folder;
    folder = await onlyFolder(store, folder, options)
  ) {
    const path = folder.slice(0, -1);
    const inner = await openHierarchySource(path, storeBelow(store, folder), options);
    if (!inner) continue;
    return {
      ...inner,
      location,
      format: `${inner.format} in ZIP`,
      arrays: (callOptions) => under(path, inner.arrays(callOptions)),
      close,
    };
  }
  throw new StorageError(
    "unsupported",
    `Cannot open ${location}: the ZIP file holds no Zarr or N5, neither at its root nor in its only folder`,
    { format: "zip", feature: "archive without Zarr or N5" },
  );
}

/** Folders that file managers add to archives. */
const CLUTTER = ["__MACOSX/"];

/** The one folder below `prefix`; `undefined` if there are none or several. */
async function onlyFolder(
  store: ZipStore,
  prefix: string,
  options?: CallOptions,
): Promise<string | undefined> {
  const folders: string[] = [];
  for await (const { kind, key } of store.list(prefix, options)) {
    if (kind === "prefix" && !CLUTTER.includes(key)) folders.push(key);
  }
  return folders.length === 1 ? folders[0] : undefined;
}

async function* under(path: string, arrays: AsyncIterable<SourceArray>): AsyncGenerator<SourceArray> {
  for await (const found of arrays) {
    yield { ...found, path: joinPath(path, found.path) };
  }
}
