/**
 * Paths of nodes in a hierarchy, and the keys below them.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/**
 * `path` without slashes at its ends; "" is the root. Throws "invalid-data" for empty segments and those made of
 * periods alone: paths come out of documents too. Zarr v3 core, "Node names".
 */
export function normalizePath(path: string): string {
  const normal = path.replace(/^\/|\/$/g, "");
  if (path === "" || path === "/") return "";
  if (normal.split("/").some((name) => /^\.*$/.test(name))) {
    throw new StorageError(
      "invalid-data",
      `Cannot follow path ${JSON.stringify(path)}: a name in it is empty or made of periods alone`,
      { format: "zarr", section: "Zarr v3 core, Node names" },
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
