/**
 * A target in a bucket. Nothing can be renamed there: a hierarchy is written in its final place, its root's metadata
 * last, so that no reader takes half of it for the whole, and removed on failure. A single object appears whole
 * anyway.
 *
 * @module
 */

import {
  type ListableStore,
  mapConcurrently,
  StorageError,
  type StoreEntry,
  type WritableStore,
} from "@chunkwright/core";
import { openBucketFile } from "./bucket-file.ts";
import { HIERARCHY_MARKERS } from "./hierarchy-markers.ts";
import type { S3Location } from "./location.ts";
import type { TargetPlace } from "./target-place.ts";
import { writableStore } from "./writable-store.ts";

/** Entries of a prefix that are removed at a time. */
const CONCURRENCY = 8;

/** Rejects with "exists" if there is an object at `target`, an `s3://` address, unless `overwrite`. */
export async function openObjectPlace(
  target: S3Location,
  path: string,
  overwrite: boolean,
): Promise<TargetPlace> {
  if (!overwrite && (await openBucketFile(target))) throw inTheWay(path);
  return { workingPath: path, commit: async () => {}, abandon: async () => {} };
}

function inTheWay(path: string): StorageError {
  return new StorageError("exists", `Cannot write ${path}: it exists (--overwrite replaces it)`, { path });
}

/**
 * Rejects with "exists" if there is anything below `target`, an `s3://` address, unless `overwrite` and it is a Zarr
 * hierarchy: that is removed now.
 */
export async function openBucketPlace(target: string, overwrite: boolean): Promise<TargetPlace> {
  const store = writableStore(target);
  const names: string[] = [];
  for await (const { key } of store.list("")) names.push(key);
  if (names.length > 0 && !overwrite) throw inTheWay(target);
  if (names.length > 0 && !names.some((name) => HIERARCHY_MARKERS.includes(name))) {
    throw new StorageError("exists", `Cannot overwrite ${target}: it is not a Zarr or N5 hierarchy`, {
      path: target,
    });
  }
  await removeBelow(store, "");
  let settled = false;
  return {
    workingPath: target,
    async commit() {
      settled = true;
    },
    async abandon() {
      if (!settled) await removeBelow(store, "");
      settled = true;
    },
  };
}

async function removeBelow(store: WritableStore & ListableStore, prefix: string): Promise<void> {
  const entries: StoreEntry[] = [];
  for await (const entry of store.list(prefix)) entries.push(entry);
  const remove = ({ kind, key }: StoreEntry) =>
    kind === "key" ? store.delete(key) : removeBelow(store, key);
  await mapConcurrently(entries, remove, { concurrency: CONCURRENCY });
}
