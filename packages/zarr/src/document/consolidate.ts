/**
 * Consolidated metadata: the documents of a hierarchy gathered at its root.
 *
 * @module
 */

import { isJsonObject, type JsonObject, joinPath } from "@chunkwright/core";
import type { ZarrFormat } from "../zarr-node.ts";
import type { DocumentList } from "./array-documents.ts";

/**
 * The documents of the groups, with `all` documents consolidated: inline in the root's `zarr.json` for v3, in a
 * `.zmetadata` written just before the root's `.zgroup` for v2. As zarr-python writes them.
 */
export function consolidatedInto(
  groups: DocumentList,
  all: DocumentList,
  root: string,
  format: ZarrFormat,
): DocumentList {
  return format === 3 ? inlineV3(groups, all, joinPath(root, "zarr.json")) : besideV2(groups, all, root);
}

function inlineV3(groups: DocumentList, all: DocumentList, rootKey: string): DocumentList {
  const prefixLength = rootKey.length - "zarr.json".length;
  const metadata: JsonObject = Object.fromEntries(
    sorted(all)
      .filter(([key]) => key !== rootKey)
      .map(([key, document]) => [key.slice(prefixLength, -"/zarr.json".length), document]),
  );
  const consolidated = { kind: "inline", must_understand: false, metadata };
  return groups.map(([key, document]) =>
    key === rootKey && isJsonObject(document)
      ? [key, { ...document, consolidated_metadata: consolidated }]
      : [key, document],
  );
}

function besideV2(groups: DocumentList, all: DocumentList, root: string): DocumentList {
  const prefixLength = root === "" ? 0 : root.length + 1;
  const metadata: JsonObject = Object.fromEntries(
    sorted(all).map(([key, document]) => [key.slice(prefixLength), document]),
  );
  const document = { zarr_consolidated_format: 1, metadata };
  return [...groups.slice(0, -1), [joinPath(root, ".zmetadata"), document], ...groups.slice(-1)];
}

function sorted(documents: DocumentList): DocumentList {
  return [...documents].sort(([a], [b]) => (a < b ? -1 : 1));
}
