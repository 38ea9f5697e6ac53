/**
 * The nodes of a view, opened on demand and kept.
 *
 * @module
 */

import type { ChunkSource, Group } from "@chunkwright/core";
import { sharedReads } from "../array/shared-reads.ts";
import type { DocumentList } from "../document/array-documents.ts";
import { groupDocuments } from "../document/group-documents.ts";
import { type ViewArray, type ViewArrayOptions, viewArray } from "./view-array.ts";
import { isNodePath, type ViewKey } from "./view-key.ts";

/** A node with its one document: a group and its children, or an array. */
export type ViewNode = { readonly documents: DocumentList } & (
  | { readonly kind: "group"; readonly group: Group }
  | { readonly kind: "array"; readonly array: ViewArray }
);

/** The node at a path; `undefined` if there is none. Rejects with "unsupported" for what Zarr v3 cannot describe. */
export type OpenNode = (path: string) => Promise<ViewNode | undefined>;

/** Most recently used nodes; others are opened again. */
const KEPT_NODES = 1024;

/** The nodes at and below `root`. Callers share one opening, which none of them can abort alone. */
export function viewNodes(
  root: Group | ChunkSource,
  options: Omit<ViewArrayOptions, "zarrFormat">,
): OpenNode {
  const kept = sharedReads<ViewNode | undefined>(KEPT_NODES);

  async function open(path: string): Promise<ViewNode | undefined> {
    if (!isNodePath(path)) return undefined;
    const node = path === "" ? root : root.kind === "group" ? await root.open(path) : undefined;
    if (!node) return undefined;
    if (node.kind === "group") {
      return { kind: "group", documents: groupDocuments(path, node.attributes, 3), group: node };
    }
    const array = await viewArray(path, node, { zarrFormat: 3, ...options });
    return { kind: "array", documents: array.documents, array };
  }

  return (path) => kept(path, () => open(path));
}

/** The array whose chunk grid has a place for `key`. */
export async function arrayOfChunk(
  open: OpenNode,
  { path, index }: Extract<ViewKey, { kind: "chunk" }>,
): Promise<ViewArray | undefined> {
  const node = await open(path);
  if (node?.kind !== "array") return undefined;
  const counts = node.array.gridShape;
  const isInside = index.length === counts.length && index.every((at, axis) => at < counts[axis]!);
  return isInside ? node.array : undefined;
}
