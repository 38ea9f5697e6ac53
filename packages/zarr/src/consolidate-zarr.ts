/**
 * Consolidating the metadata of an existing hierarchy.
 *
 * @module
 */

import {
  type CallOptions,
  type Json,
  joinPath,
  type ListableStore,
  normalizePath,
  type ReadableStore,
  StorageError,
  type WritableStore,
} from "@chunkwright/core";
import { type DocumentList, writeDocuments } from "./document/array-documents.ts";
import { consolidatedInto } from "./document/consolidate.ts";
import { storedDocuments } from "./document/documents.ts";
import { openZarr } from "./open-zarr.ts";
import type { ZarrFormat, ZarrGroup } from "./zarr-node.ts";

type Document = DocumentList[number];

/**
 * Writes consolidated metadata for everything below the group at `path`, replacing any that exists: inline in its
 * `zarr.json` for v3, in a `.zmetadata` beside it for v2. Call it again after every change of a document. Rejects
 * with "not-found" if there is no group.
 */
export async function consolidateZarr(
  store: ReadableStore & WritableStore & ListableStore,
  path = "",
  options: CallOptions & { readonly zarrFormat?: ZarrFormat } = {},
): Promise<void> {
  const root = normalizePath(path, "zarr");
  const group = await openZarr(store, root, { ...options, consolidated: false });
  if (group?.kind !== "group") {
    throw new StorageError("not-found", `There is no group at ${root || "the root"}`, { path: root });
  }
  const read = async (nodePath: string, name: string): Promise<Document[]> => {
    const key = joinPath(nodePath, name);
    const document: Json | undefined = await storedDocuments(store).read(key, options);
    return document === undefined ? [] : [[key, document]];
  };
  const names =
    group.zarrFormat === 3 ? (["zarr.json"] as const) : ([".zattrs", ".zarray", ".zgroup"] as const);
  const all: Document[] = [];
  for await (const nodePath of pathsBelow(group, options)) {
    for (const name of names) all.push(...(await read(nodePath, name)));
  }
  const own = all.filter(([key]) => names.some((name) => key === joinPath(root, name)));
  const last = own.slice(-1);
  await writeDocuments(store, consolidatedInto(last, all, root, group.zarrFormat));
}

/** The paths of a group and of all nodes below it. */
async function* pathsBelow(group: ZarrGroup, options: CallOptions): AsyncGenerator<string> {
  yield group.path;
  for await (const name of group.list?.(options) ?? []) {
    const child = await group.open(name, options);
    if (child?.kind === "group") yield* pathsBelow(child, options);
    else if (child) yield child.path;
  }
}
