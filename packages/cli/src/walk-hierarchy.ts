/**
 * Every group and array of a hierarchy.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type Group,
  isStorageError,
  joinPath,
  StorageError,
} from "@chunkwright/core";
import { sortedNames } from "./sorted-names.ts";

export interface HierarchyNode {
  /** From the root; "" is the root. */
  readonly path: string;
  readonly node: Group | ChunkSource | UnreadNode;
}

/** A node that cannot be read, with all below it, and why. */
export interface UnreadNode {
  readonly kind: "unread";
  readonly error: StorageError;
}

/**
 * The nodes at and below `root`, groups before what they hold, by name. Rejects with "unsupported" if a group cannot be
 * listed: what cannot be listed must not pass for absent.
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
  for (const name of await sortedNames(root.list(options))) {
    const child = await openChild(root, name, options);
    const childPath = joinPath(path, name);
    if (child?.kind === "unread") yield { path: childPath, node: child };
    else if (child) yield* walkHierarchy(child, options, childPath);
  }
}

async function openChild(group: Group, name: string, options: CallOptions) {
  try {
    return await group.open(name, options);
  } catch (error) {
    if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
    return { kind: "unread", error } as const;
  }
}
