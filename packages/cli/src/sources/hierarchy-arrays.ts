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
  StorageError,
} from "@chunkwright/core";
import type { SourceArray } from "../opened-source.ts";
import { walkAhead } from "../walk-ahead.ts";

/** Arrays at and below a node, depth first, by name. `format` names the format in errors. */
export async function* hierarchyArrays(
  root: Group | ChunkSource,
  format: string,
  options?: CallOptions,
): AsyncGenerator<SourceArray> {
  for await (const walked of walkAhead(root, options)) {
    const { path } = walked;
    if ("failed" in walked) {
      if (path === "" || !isStorageError(walked.error)) throw walked.error;
      yield { path, error: walked.error };
    } else if (walked.node.kind === "array") {
      yield { path, source: walked.node };
    } else if (!walked.node.list) {
      const fact = "Cannot list the group: neither the store nor its metadata can";
      yield { path, error: new StorageError("unsupported", fact, { format, feature: "listing" }) };
    }
  }
}
