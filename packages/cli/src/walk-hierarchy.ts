/**
 * Every group and array of a hierarchy.
 *
 * @module
 */

import { type CallOptions, type ChunkSource, type Group, joinPath, StorageError } from "@chunkwright/core";

export interface HierarchyNode {
  /** From the root; "" is the root. */
  readonly path: string;
  readonly node: Group | ChunkSource;
}

/**
 * The nodes at and below `root`, groups before what they hold, by name. Rejects if one of them cannot be read, and
 * with "unsupported" if a group cannot be listed: what cannot be listed must not pass for absent.
 */
export async function* walkHierarchy(
  root: Group | ChunkSource,
  options: CallOptions,
  path = "",
): AsyncGenerator<HierarchyNode> {
  yield { path, node: root };
  if (root.kind === "array") return;
  if (!root.list) {
    throw new StorageError(
      "unsupported",
      `Cannot list the group ${path || "at the root"}: neither its store nor consolidated metadata can`,
      {
        format: "zarr",
        feature: "listing",
      },
    );
  }
  const names: string[] = [];
  for await (const name of root.list(options)) names.push(name);
  for (const name of names.sort()) {
    const child = await root.open(name, options);
    if (child) yield* walkHierarchy(child, options, joinPath(path, name));
  }
}
