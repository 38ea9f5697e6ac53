/**
 * What is directly below a prefix of a view.
 *
 * @module
 */

import { type CallOptions, joinPath, type ReadableStore, type StoreEntry } from "@chunkwright/core";
import { parseViewKey } from "./view-key.ts";
import type { OpenNode } from "./view-nodes.ts";

/** Documents, the nodes that groups list, and those chunks and shards that `sizeOf` finds stored. */
export async function* listView(
  prefix: string,
  open: OpenNode,
  sizeOf: ReadableStore["size"],
  options: CallOptions | undefined,
): AsyncGenerator<StoreEntry> {
  const path = prefix.replace(/\/$/, "");
  const node = await open(path);
  options?.signal?.throwIfAborted();
  if (!node) {
    yield* listGrid(path, open, sizeOf, options);
    return;
  }
  yield { kind: "key", key: joinPath(path, "zarr.json") };
  if (node.kind === "array") {
    yield* gridEntry(joinPath(path, "c"), node.array.gridShape.length, sizeOf, options);
  } else if (node.group.list) {
    for await (const name of node.group.list(options)) {
      const below = joinPath(path, name);
      // What cannot be opened is listed all the same: reading its document says why.
      if (await open(below).then(Boolean, () => true)) yield { kind: "prefix", key: `${below}/` };
    }
  }
}

/** Below `c`, or `c/0`: one level of an array's grid. */
async function* listGrid(
  path: string,
  open: OpenNode,
  sizeOf: ReadableStore["size"],
  options: CallOptions | undefined,
): AsyncGenerator<StoreEntry> {
  const key = parseViewKey(path);
  const node = key?.kind === "chunk" ? await open(key.path) : undefined;
  if (key?.kind !== "chunk" || node?.kind !== "array") return;
  const counts = node.array.gridShape;
  const depth = key.index.length;
  if (depth >= counts.length || key.index.some((at, axis) => at >= counts[axis]!)) return;
  for (let at = 0; at < counts[depth]!; at += 1) {
    yield* gridEntry(joinPath(path, `${at}`), counts.length - depth - 1, sizeOf, options);
  }
}

/** A prefix where further axes follow, else the key of a chunk if there is one. */
async function* gridEntry(
  key: string,
  axesBelow: number,
  sizeOf: ReadableStore["size"],
  options: CallOptions | undefined,
): AsyncGenerator<StoreEntry> {
  if (axesBelow > 0) yield { kind: "prefix", key: `${key}/` };
  else if ((await sizeOf(key, options)) !== undefined) yield { kind: "key", key };
}
