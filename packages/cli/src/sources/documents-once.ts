/**
 * A store on a server from which each metadata document is fetched once: arrays and images are read from the same ones.
 *
 * @module
 */

import { cacheStore } from "@chunkwright/core";
import type { HierarchyStore } from "./hierarchy-source.ts";

/** Documents kept: those of some ten thousand arrays. */
const MAX_BYTES = 2 ** 25;

const DOCUMENTS: ReadonlySet<string> = new Set([
  "zarr.json",
  ".zarray",
  ".zgroup",
  ".zattrs",
  ".zmetadata",
  "attributes.json",
]);

/** `store`, whose documents must not change, with those that have been read kept, and remembered if absent. */
export function documentsOnce(store: HierarchyStore): HierarchyStore {
  const kept = cacheStore(store, { maxBytes: MAX_BYTES });
  return {
    ...store,
    get: (key, options) => (isDocument(key) ? kept : store).get(key, options),
  };
}

function isDocument(key: string): boolean {
  return DOCUMENTS.has(key.slice(key.lastIndexOf("/") + 1));
}
