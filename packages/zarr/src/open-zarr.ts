/**
 * Opening a Zarr hierarchy of either version.
 *
 * @module
 */

import { type CodecLookup, type CodecTable, inThreadCoder, withCodecTable } from "@chunkwright/codecs/lazy";
import {
  type CallOptions,
  type ChunkCoder,
  checkStore,
  isJsonObject,
  type Json,
  joinPath,
  normalizePath,
  showJson,
} from "@chunkwright/core";
import { openArray } from "./array/array.ts";
import { arrayOfV2, arrayOfV3, type FoundArray, parseAttributesV2 } from "./document/array-at.ts";
import { invalidDocument } from "./document/document-error.ts";
import {
  consolidatedBy,
  consolidatedByV2,
  consolidatedDocuments,
  type Documents,
  storedDocuments,
} from "./document/documents.ts";
import { jsonObject } from "./document/json-object.ts";
import { parseGroupDocumentV2 } from "./v2/array-document.ts";
import { parseGroupDocumentV3 } from "./v3/group-document.ts";
import type { OpenZarrOptions, ZarrArray, ZarrFormat, ZarrGroup, ZarrNode, ZarrStore } from "./zarr-node.ts";

/**
 * The group or array at `path`, v3 or v2, whichever is there; `undefined` if neither. Reads only metadata: one
 * document of v3, up to five of v2. Rejects with "invalid-data" where a document is broken and with "unsupported",
 * naming the feature, where an array cannot be read here.
 */
export async function openZarr(
  store: ZarrStore,
  path = "",
  options: OpenZarrOptions = {},
): Promise<ZarrNode | undefined> {
  checkStore(store, "open Zarr");
  const hierarchy: Hierarchy = {
    store,
    coder: options.coder ?? inThreadCoder,
    codecs: options.codecs,
    consolidated: options.consolidated ?? true,
    documents: storedDocuments(store),
  };
  const formats: readonly ZarrFormat[] = options.zarrFormat === undefined ? [3, 2] : [options.zarrFormat];
  const normal = normalizePath(path, "zarr");
  for (const format of formats) {
    const node = await openNode(hierarchy, format, normal, options);
    if (node) return node;
  }
  return undefined;
}

/** What the nodes of a hierarchy share. Only `documents` differ, below a consolidated group. */
interface Hierarchy {
  readonly store: ZarrStore;
  readonly coder: ChunkCoder;
  readonly codecs: CodecTable | undefined;
  readonly consolidated: boolean;
  readonly documents: Documents;
}

function openNode(
  hierarchy: Hierarchy,
  format: ZarrFormat,
  path: string,
  options?: CallOptions,
): Promise<ZarrNode | undefined> {
  return format === 3 ? openNodeV3(hierarchy, path, options) : openNodeV2(hierarchy, path, options);
}

async function openNodeV3(
  hierarchy: Hierarchy,
  path: string,
  options?: CallOptions,
): Promise<ZarrNode | undefined> {
  const key = joinPath(path, "zarr.json");
  const document = await hierarchy.documents.read(key, options);
  if (document === undefined) return undefined;
  const type = isJsonObject(document) ? document.node_type : undefined;
  if (type === "array") return openFound(hierarchy, (table) => arrayOfV3(document, path, table));
  if (type !== "group")
    throw invalidDocument(key, `"node_type" is ${showJson(type)}, neither "array" nor "group"`);
  const metadata = parseGroupDocumentV3(document, key);
  const consolidated = hierarchy.consolidated ? consolidatedBy(metadata, path) : undefined;
  return group(within(hierarchy, consolidated), {
    zarrFormat: 3,
    path,
    metadata,
    attributes: jsonObject(metadata.attributes) ?? {},
  });
}

async function openNodeV2(
  hierarchy: Hierarchy,
  path: string,
  options?: CallOptions,
): Promise<ZarrNode | undefined> {
  const read = (name: string) => {
    const document = hierarchy.documents.read(joinPath(path, name), options);
    // A broken document matters only if it turns out to be needed.
    document.catch(() => {});
    return document;
  };
  // All at once: a further round of requests would cost more than an unnecessary request.
  const stored = { array: read(".zarray"), group: read(".zgroup"), attributes: read(".zattrs") };
  const consolidating = hierarchy.consolidated ? read(".zmetadata") : undefined;
  const [array, own] = await Promise.all([stored.array, stored.group]);
  if (array !== undefined) {
    const attributes = await stored.attributes;
    return openFound(hierarchy, (table) => arrayOfV2(array, attributes, path, table));
  }
  if (own === undefined) return undefined;
  const metadata = parseGroupDocumentV2(own, joinPath(path, ".zgroup"));
  const [attributes, all] = await Promise.all([stored.attributes, consolidating]);
  const consolidated = all === undefined ? undefined : consolidatedByV2(all, path);
  return group(within(hierarchy, consolidated), {
    zarrFormat: 2,
    path,
    metadata,
    attributes: parseAttributesV2(attributes, path),
  });
}

function openFound(
  { store, coder, codecs }: Hierarchy,
  find: (table: CodecLookup) => FoundArray,
): Promise<ZarrArray> {
  return withCodecTable((table) => {
    const { node, layout } = find(table);
    return openArray(store, node, layout, coder, table);
  }, codecs);
}

function group(
  hierarchy: Hierarchy,
  node: Pick<ZarrGroup, "zarrFormat" | "path" | "metadata" | "attributes">,
): ZarrGroup {
  const { list } = hierarchy.documents;
  return {
    ...node,
    kind: "group",
    list: list && ((options) => list(node.path, options)),
    open: async (path, options) =>
      openNode(hierarchy, node.zarrFormat, joinPath(node.path, normalizePath(path, "zarr")), options),
  };
}

function within(hierarchy: Hierarchy, consolidated: ReadonlyMap<string, Json> | undefined): Hierarchy {
  if (!consolidated) return hierarchy;
  // zarr-python leaves empty consolidated metadata in the groups among the documents: the outermost counts.
  return { ...hierarchy, consolidated: false, documents: consolidatedDocuments(consolidated) };
}
