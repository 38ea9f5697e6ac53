/**
 * Where metadata documents come from: the store, or the consolidated metadata of a group above.
 *
 * @module
 */

import {
  type CallOptions,
  isJsonObject,
  type Json,
  joinPath,
  normalizePath,
  parseJson,
  showJson,
} from "@chunkwright/core";
import type { GroupDocumentV3 } from "../v3/documents.ts";
import type { ZarrStore } from "../zarr-node.ts";
import { invalidDocument } from "./document-error.ts";

/** Documents by key. */
export interface Documents {
  read(key: string, options?: CallOptions): Promise<Json | undefined>;
  /** Names of the children of the group at `path`; `undefined` where nothing can list them. */
  readonly list: ((path: string, options?: CallOptions) => AsyncIterable<string>) | undefined;
}

/** Every document is a value of the store. */
export function storedDocuments(store: ZarrStore): Documents {
  const { list } = store;
  return {
    async read(key, options) {
      const bytes = await store.get(key, options);
      return bytes && parseJson(bytes, key);
    },
    list: list && ((path, options) => childPrefixes(list.bind(store), path, options)),
  };
}

/** Documents that were read at once: no further request is made, and nothing else exists. */
export function consolidatedDocuments(documents: ReadonlyMap<string, Json>): Documents {
  let children: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return {
    read: async (key) => documents.get(key),
    async *list(path) {
      children ??= childrenByPath(documents.keys());
      yield* children.get(path) ?? [];
    },
  };
}

/** The documents that a v3 group consolidates, by key; `undefined` if it has none. */
export function consolidatedBy(document: GroupDocumentV3, path: string): Map<string, Json> | undefined {
  const { consolidated_metadata: consolidated } = document;
  if (consolidated?.kind !== "inline") return undefined;
  const documents = new Map<string, Json>([[joinPath(path, "zarr.json"), document]]);
  for (const [child, own] of Object.entries(consolidated.metadata)) {
    if (own !== undefined) documents.set(joinPath(joinPath(path, checkedPath(child)), "zarr.json"), own);
  }
  return documents;
}

/** The documents of a `.zmetadata` beside the group at `path`, by key; `undefined` if it is not one. */
export function consolidatedByV2(document: Json, path: string): Map<string, Json> | undefined {
  if (!isJsonObject(document) || document.zarr_consolidated_format !== 1 || !isJsonObject(document.metadata))
    return undefined;
  const documents = new Map<string, Json>();
  for (const [key, own] of Object.entries(document.metadata)) {
    if (own !== undefined) documents.set(joinPath(path, checkedPath(key)), own);
  }
  return documents;
}

/** A path in consolidated metadata: below the group, and in its normal form. */
function checkedPath(path: string): string {
  const normal = normalizePath(path, "zarr");
  if (normal !== "" && normal === path) return path;
  throw invalidDocument("consolidated metadata", `it holds the path ${showJson(path)}`);
}

async function* childPrefixes(
  list: NonNullable<ZarrStore["list"]>,
  path: string,
  options: CallOptions | undefined,
): AsyncGenerator<string> {
  const prefix = path === "" ? "" : `${path}/`;
  for await (const { kind, key } of list(prefix, options)) {
    const name = key.slice(prefix.length).replace(/\/$/, "");
    // Also names of two underscores, which Zarr v3 reserves: AnnData writes them.
    if (kind === "prefix") yield name;
  }
}

/** The names of the nodes that have documents, by the path of the group around them. */
function childrenByPath(keys: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const children = new Map<string, Set<string>>();
  for (const key of keys) {
    const node = parentOf(key);
    if (node === "") continue;
    const group = parentOf(node);
    const names = children.get(group) ?? new Set();
    children.set(group, names.add(node.slice(group === "" ? 0 : group.length + 1)));
  }
  return children;
}

/** The path without its last name; "" if it has only one. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
