/**
 * Keys of a Zarr v3 hierarchy, taken apart. Zarr v3 core, "Stores", "Storage keys".
 *
 * @module
 */

import type { ChunkIndex } from "@chunkwright/core";

/** Nesting of groups. Deeper hierarchies are assumed to be cyclic, as HDF5's can be. */
export const MAX_DEPTH = 64;

export type ViewKey =
  | { readonly kind: "document"; readonly path: string }
  | { readonly kind: "chunk"; readonly path: string; readonly index: ChunkIndex };

const DOCUMENT = /^(?:(.+)\/)?zarr\.json$/;
/** The last `c` with nothing but numbers behind it: a node may be called `c` or `0` as well. */
const CHUNK = /^(?:(.+)\/)?c((?:\/(?:0|[1-9]\d{0,14}))*)$/;

/**
 * What a key names; `undefined` if it is not a key of a hierarchy. Chunk keys are of the encoding "default" with "/".
 */
export function parseViewKey(key: string): ViewKey | undefined {
  const document = DOCUMENT.exec(key);
  if (document) return { kind: "document", path: document[1] ?? "" };
  const chunk = CHUNK.exec(key);
  if (!chunk) return undefined;
  const [, path = "", numbers = ""] = chunk;
  return { kind: "chunk", path, index: numbers.split("/").slice(1).map(Number) };
}

/** Whether a path is valid below a group: names are neither empty nor made of periods. Zarr v3 core, "Node names". */
export function isNodePath(path: string): boolean {
  return path === "" || path.split("/").every((name) => !/^\.*$/.test(name));
}
