/**
 * Paths of groups and arrays in a hierarchy: names joined by slashes; "" is the root.
 *
 * @module
 */

import { StorageError } from "../storage-error.ts";

/**
 * `path` without leading and trailing slash. Throws "invalid-data", naming `format`, if a name is empty or consists of
 * periods only: paths may come from documents.
 */
export function normalizePath(path: string, format: string): string {
  if (path === "" || path === "/") return "";
  const normal = path.replace(/^\/|\/$/g, "");
  if (normal.split("/").some((name) => /^\.*$/.test(name))) {
    throw new StorageError(
      "invalid-data",
      `Cannot follow path ${JSON.stringify(path)}: a name in it is empty or made of periods alone`,
      { format },
    );
  }
  return normal;
}

/** `path` below `base`; both normalised. */
export function joinPath(base: string, path: string): string {
  return base === "" || path === "" ? base + path : `${base}/${path}`;
}

/** Paths of the groups that contain `path`, the root first. */
export function ancestorsOf(path: string): string[] {
  if (path === "") return [];
  const names = path.split("/");
  return names.map((_, depth) => names.slice(0, depth).join("/"));
}

/** Names in a normalised path: 0 for the root. */
export function pathDepth(path: string): number {
  return path === "" ? 0 : path.split("/").length;
}
