/**
 * Removing a group or an array.
 *
 * @module
 */

import {
  type CallOptions,
  joinPath,
  type ListableStore,
  mapConcurrently,
  normalizePath,
  StorageError,
  type WritableStore,
} from "@chunkwright/core";

const DOCUMENTS = ["zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata"];

/**
 * Deletes the node at `path` and everything below it: its documents first, so that no reader finds half of it, then
 * every key. Consolidated metadata above it is not touched: `consolidateZarr` renews it. Rejects with "not-found" if
 * nothing is stored there.
 */
export async function deleteZarrNode(
  store: WritableStore & ListableStore,
  path: string,
  options: CallOptions = {},
): Promise<void> {
  const normal = normalizePath(path, "zarr");
  const keys: string[] = [];
  for await (const key of keysBelow(store, normal === "" ? "" : `${normal}/`, options)) keys.push(key);
  if (keys.length === 0) {
    throw new StorageError("not-found", `There is nothing at ${normal || "the root"}`, { path: normal });
  }
  const documents = DOCUMENTS.map((name) => joinPath(normal, name)).filter((key) => keys.includes(key));
  for (const key of documents) await store.delete(key, options);
  await mapConcurrently(keys, (key) => store.delete(key, options), {
    concurrency: 16,
    signal: options.signal,
  });
}

async function* keysBelow(
  store: ListableStore,
  prefix: string,
  options: CallOptions,
): AsyncGenerator<string> {
  for await (const { kind, key } of store.list(prefix, options)) {
    if (kind === "key") yield key;
    else yield* keysBelow(store, key, options);
  }
}
