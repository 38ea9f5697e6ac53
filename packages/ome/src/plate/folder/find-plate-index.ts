/**
 * Finding the index of a plate in the folder that an instrument has written.
 *
 * @module
 */

import { type CallOptions, StorageError } from "@chunkwright/core";
import { namesIn, type SeriesStore } from "../../tiff/series/series-options.ts";
import { INDEX_START_BYTES, isIndexName, plateFormatOf } from "./plate-formats.ts";

/**
 * The index of the plate in a folder, or in the folder `Images` in it; `undefined` if there is none. Rejects with
 * "unsupported" if there are several.
 */
export async function findPlateIndex(
  store: SeriesStore,
  { signal }: CallOptions = {},
): Promise<string | undefined> {
  for (const folder of ["", "Images/"]) {
    const found: string[] = [];
    for (const key of (await namesIn(folder, { store, signal })) ?? []) {
      const name = key.slice(folder.length);
      if (isIndexName(name) && (await isIndex(key, name, { store, signal }))) found.push(key);
    }
    const [index, ...others] = found.sort();
    if (others.length > 0) throw severalPlates(found);
    if (index !== undefined) return index;
  }
  return undefined;
}

async function isIndex(
  key: string,
  name: string,
  { store, ...options }: CallOptions & { readonly store: SeriesStore },
): Promise<boolean> {
  const length = Math.min((await store.size(key, options)) ?? 0, INDEX_START_BYTES);
  const start = await store.getRange(key, { offset: 0, length }, options);
  return start !== undefined && plateFormatOf(start, name) !== undefined;
}

function severalPlates(found: readonly string[]): StorageError {
  return new StorageError("unsupported", `Cannot choose between the plates ${found.join(", ")}: name one`, {
    format: "plate",
    feature: "folders of several plates",
  });
}
