/**
 * Listing the folders of plates whose index does not name the files.
 *
 * @module
 */

import { StorageError, type StoreEntry } from "@chunkwright/core";
import type { ReadSeriesOptions } from "../../../tiff/series/series-options.ts";

/** What is in `folder`, which is "" or ends in "/", by name. Rejects with "unsupported" where nothing can list it. */
export async function listFolder(
  folder: string,
  format: string,
  { store, signal }: ReadSeriesOptions,
): Promise<readonly StoreEntry[]> {
  if (!store.list) {
    throw new StorageError("unsupported", `Cannot find the files of a ${format} plate: nothing lists them`, {
      format,
      feature: "folders that cannot be listed",
    });
  }
  const entries: StoreEntry[] = [];
  for await (const entry of store.list(folder, { signal })) entries.push(entry);
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}
