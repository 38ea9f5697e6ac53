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
  StorageError,
} from "@chunkwright/core";
import { walkAhead } from "./walk-ahead.ts";

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
): AsyncGenerator<HierarchyNode> {
  for await (const walked of walkAhead(root, options)) {
    const { path } = walked;
    if ("failed" in walked) {
      const { failed, error } = walked;
      if (failed === "list" || !isStorageError(error, "invalid-data", "unsupported")) throw error;
      yield { path, node: { kind: "unread", error } };
      continue;
    }
    const { node } = walked;
    yield { path, node };
    if (node.kind === "group" && !node.list) throw unlisted(path);
  }
}

function unlisted(path: string): StorageError {
  const fact = "neither its store nor consolidated metadata can";
  return new StorageError("unsupported", `Cannot list the group ${path || "at the root"}: ${fact}`, {
    format: "zarr",
    feature: "listing",
  });
}
