/**
 * The documents of a group.
 *
 * @module
 */

import { type JsonObject, joinPath } from "@chunkwright/core";
import type { ZarrFormat } from "../zarr-node.ts";
import { attributesDocument, type DocumentList } from "./array-documents.ts";

/** One document for v3, `.zattrs` and `.zgroup` for v2. Zarr v3 core, "Group metadata"; Zarr v2 §"Groups". */
export function groupDocuments(path: string, attributes: JsonObject, format: ZarrFormat): DocumentList {
  if (format === 3)
    return [[joinPath(path, "zarr.json"), { zarr_format: 3, node_type: "group", attributes }]];
  return [...attributesDocument(path, attributes), [joinPath(path, ".zgroup"), { zarr_format: 2 }]];
}
