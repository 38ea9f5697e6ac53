/**
 * Consolidated metadata of a view, for readers that cannot list.
 *
 * @module
 */

import { joinPath } from "@chunkwright/core";
import type { DocumentList } from "../document/array-documents.ts";
import { consolidatedInto } from "../document/consolidate.ts";
import { MAX_DEPTH } from "./view-key.ts";
import type { OpenNode, ViewNode } from "./view-nodes.ts";

/** Hierarchies of more nodes are not consolidated. */
const MOST_NODES = 4096;

/**
 * The documents of `root` with those of all below it inside, except what cannot be shown. Unchanged where a group
 * cannot list, and for hierarchies that are too large or cyclic.
 */
export async function consolidateView(root: ViewNode, open: OpenNode): Promise<DocumentList> {
  try {
    const all: DocumentList[number][] = [];
    for await (const document of documentsBelow("", root, open, 0)) {
      all.push(document);
      if (all.length > MOST_NODES) return root.documents;
    }
    return consolidatedInto(root.documents, all, "", 3);
  } catch {
    return root.documents;
  }
}

async function* documentsBelow(
  path: string,
  node: ViewNode,
  open: OpenNode,
  depth: number,
): AsyncGenerator<DocumentList[number]> {
  yield* node.documents;
  if (node.kind === "array") return;
  if (!node.group.list || depth === MAX_DEPTH) throw new TypeError(`The group ${path} cannot be walked`);
  for await (const name of node.group.list()) {
    const below = joinPath(path, name);
    const child = await open(below).catch(() => undefined);
    if (child) yield* documentsBelow(below, child, open, depth + 1);
  }
}
