/**
 * Writing a Zarr hierarchy.
 *
 * @module
 */

import {
  type ArrayInfo,
  type ChunkSink,
  checkWritableStore,
  type GroupSink,
  HierarchyNodes,
  joinPath,
  normalizePath,
  type WritableStore,
  writeDeepestFirst,
} from "@chunkwright/core";
import { arraySink } from "./array/array-sink.ts";
import type { CreateZarrOptions } from "./create-options.ts";
import { type DocumentList, planArray, writeDocuments } from "./document/array-documents.ts";
import { consolidatedInto } from "./document/consolidate.ts";
import { groupDocuments } from "./document/group-documents.ts";

/**
 * A sink for a hierarchy. Documents are written last: an array's when its sink closes, those of groups, the root's
 * after all others, when the hierarchy closes, so that no reader finds half of it. Groups on the way to a node are
 * created. `createGroup("")` gives the root its attributes unless `options` did. What is already in the store stays:
 * write into an empty one.
 */
export async function createZarr(store: WritableStore, options: CreateZarrOptions): Promise<GroupSink> {
  checkWritableStore(store, "create Zarr");
  const root = normalizePath(options.path ?? "", "zarr");
  const nodes = new HierarchyNodes<{ readonly documents: DocumentList; isClosed: boolean }>();
  if (options.attributes) nodes.addGroup("", options.attributes);

  return {
    async createGroup(path, attributes) {
      nodes.addGroup(normalizePath(path, "zarr"), attributes);
    },
    async createArray(path: string, info: ArrayInfo): Promise<ChunkSink> {
      const normal = normalizePath(path, "zarr");
      const { documents, layout } = await planArray(joinPath(root, normal), info, options);
      const array = { documents, isClosed: false };
      nodes.addArray(normal, array);
      return arraySink(store, joinPath(root, normal), layout, options, async () => {
        await writeDocuments(store, documents);
        array.isClosed = true;
      });
    },
    async close() {
      const arrays = [...nodes.arrays];
      for (const [path, { isClosed }] of arrays) {
        if (!isClosed) throw new TypeError(`Cannot close the hierarchy: array ${path} is still open`);
      }
      const { zarrFormat } = options;
      const own = nodes
        .groups()
        .flatMap(([path, attributes]) => groupDocuments(joinPath(root, path), attributes, zarrFormat));
      const all = [...arrays.flatMap(([, { documents }]) => documents), ...own];
      const written = options.consolidated ? consolidatedInto(own, all, root, zarrFormat) : own;
      await writeDeepestFirst(byGroup(written), ({ documents }) => writeDocuments(store, documents));
    },
  };
}

/** The documents of each group, which follow each other. */
function byGroup(all: DocumentList): readonly { readonly path: string; readonly documents: DocumentList }[] {
  const groups = new Map<string, DocumentList[number][]>();
  for (const document of all) {
    const path = document[0].slice(0, Math.max(0, document[0].lastIndexOf("/")));
    const own = groups.get(path);
    if (own) own.push(document);
    else groups.set(path, [document]);
  }
  return Array.from(groups, ([path, documents]) => ({ path, documents }));
}
