/**
 * Paths of groups and datasets, and the keys below them.
 *
 * @module
 */

import { type ChunkIndex, StorageError } from "@chunkwright/core";

/**
 * `path` without slashes at its ends; "" is the root. Throws "invalid-data" for empty names and those made of periods
 * alone: paths come out of documents too.
 */
export function normalizePath(path: string): string {
  const normal = path.replace(/^\/|\/$/g, "");
  if (normal === "") return "";
  if (normal.split("/").some((name) => /^\.*$/.test(name))) {
    throw new StorageError(
      "invalid-data",
      `Cannot follow path ${JSON.stringify(path)}: a name in it is empty or made of periods alone`,
      { format: "n5" },
    );
  }
  return normal;
}

/** `path` below `base`; both normalised. */
export function joinPath(base: string, path: string): string {
  return base === "" || path === "" ? base + path : `${base}/${path}`;
}

/** Paths of the groups around `path`, the root first. */
export function ancestorsOf(path: string): string[] {
  if (path === "") return [];
  const names = path.split("/");
  return names.map((_, depth) => names.slice(0, depth).join("/"));
}

/** The attributes of a group or dataset. N5 File-system specification, item 2. */
export function attributesKey(path: string): string {
  return joinPath(path, "attributes.json");
}

/**
 * The block that holds chunk `index`: its position in the grid, first axis (our last) first. N5 File-system
 * specification, item 5. tensorstore keeps the only block of an array without axes under "0".
 */
export function blockKey(path: string, index: ChunkIndex): string {
  return joinPath(path, index.length === 0 ? "0" : index.toReversed().join("/"));
}
