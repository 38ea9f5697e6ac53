/**
 * Writing a Zarr hierarchy.
 *
 * @module
 */

import {
  type ArrayInfo,
  ancestorsOf,
  type ChunkSink,
  type GroupSink,
  type JsonObject,
  joinPath,
  normalizePath,
  StorageError,
  type WritableStore,
} from "@chunkwright/core";
import { type DocumentList, planArray, writeDocuments } from "./array-documents.ts";
import { arraySink } from "./array-sink.ts";
import { consolidatedInto } from "./consolidate.ts";
import type { CreateZarrOptions } from "./create-options.ts";
import { groupDocuments } from "./group-documents.ts";
import type { ZarrFormat } from "./zarr-node.ts";

/**
 * A sink for a hierarchy. Documents are written last: an array's when its sink closes, those of groups, the root's
 * after all others, when the hierarchy closes, so no reader finds half of it. Groups on the way to a node appear by
 * themselves. `createGroup("")` gives the root its attributes unless `options` did. What is already in the store
 * stays: write into an empty one.
 */
export async function createZarr(store: WritableStore, options: CreateZarrOptions): Promise<GroupSink> {
  const root = normalizePath(options.path ?? "", "zarr");
  const groups = new Map<string, JsonObject>();
  const arrays = new Map<string, { readonly documents: DocumentList; isClosed: boolean }>();
  if (options.attributes) groups.set("", options.attributes);

  function claim(path: string): string {
    const normal = normalizePath(path, "zarr");
    if (groups.has(normal) || arrays.has(normal)) {
      throw new StorageError("exists", `Cannot create ${normal || "the root group"}: it has been created`, {
        path: normal,
      });
    }
    const parent = ancestorsOf(normal).find((ancestor) => arrays.has(ancestor));
    if (parent !== undefined) throw new RangeError(`Cannot create ${normal}: ${parent} is an array`);
    return normal;
  }

  return {
    async createGroup(path, attributes) {
      const normal = claim(path);
      groups.set(normal, attributes);
    },
    async createArray(path: string, info: ArrayInfo): Promise<ChunkSink> {
      const normal = claim(path);
      const below = [...groups.keys(), ...arrays.keys()].find((other) => ancestorsOf(other).includes(normal));
      if (below !== undefined) throw new RangeError(`Cannot create array ${normal}: ${below} is below it`);
      const { documents, layout } = planArray(joinPath(root, normal), info, options);
      const array = { documents, isClosed: false };
      arrays.set(normal, array);
      return arraySink(store, joinPath(root, normal), layout, options, async () => {
        await writeDocuments(store, documents);
        array.isClosed = true;
      });
    },
    async close() {
      for (const [path, { isClosed }] of arrays) {
        if (!isClosed) throw new TypeError(`Cannot close the hierarchy: array ${path} is still open`);
      }
      const own = documentsOfGroups(root, groups, [...arrays.keys()], options.zarrFormat);
      const all = [...[...arrays.values()].flatMap(({ documents }) => documents), ...own];
      await writeDocuments(
        store,
        options.consolidated ? consolidatedInto(own, all, root, options.zarrFormat) : own,
      );
    },
  };
}

/** Documents of all groups, those around nodes too, deeper ones first and the root's last. */
function documentsOfGroups(
  root: string,
  groups: ReadonlyMap<string, JsonObject>,
  arrayPaths: readonly string[],
  format: ZarrFormat,
): DocumentList {
  const paths = new Set([...(arrayPaths.includes("") ? [] : [""]), ...groups.keys()]);
  for (const path of [...groups.keys(), ...arrayPaths])
    for (const ancestor of ancestorsOf(path)) paths.add(ancestor);
  const deepestFirst = [...paths].sort((a, b) => depth(b) - depth(a));
  return deepestFirst.flatMap((path) => groupDocuments(joinPath(root, path), groups.get(path) ?? {}, format));
}

/** The root is above everything, "a" above "a/b". */
function depth(path: string): number {
  return path === "" ? 0 : path.split("/").length;
}
