/**
 * The arrays of a hierarchy; a broken one does not hide others.
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
import type { SourceArray } from "../opened-source.ts";
import { sortedNames } from "../sorted-names.ts";

/** Arrays at and below a node, depth first, by name. `format` names the format in errors. */
export async function* hierarchyArrays(
  node: Group | ChunkSource,
  format: string,
  options?: CallOptions,
  path = "",
): AsyncGenerator<SourceArray> {
  if (node.kind === "array") {
    yield { path, source: node };
    return;
  }
  if (!node.list) {
    const fact = "Cannot list the group: neither the store nor its metadata can";
    yield { path, error: new StorageError("unsupported", fact, { format, feature: "listing" }) };
    return;
  }
  for (const name of await sortedNames(node.list(options))) {
    const childPath = joinPath(path, name);
    try {
      const child = await node.open(name, options);
      if (child) yield* hierarchyArrays(child, format, options, childPath);
    } catch (error) {
      if (!isStorageError(error)) throw error;
      yield { path: childPath, error };
    }
  }
}
