/**
 * Reading group documents of Zarr v3.
 *
 * @module
 */

import { isJsonObject, type Json, showJson } from "@chunkwright/core";
import { invalidDocument } from "../document/document-error.ts";
import { checkAttributes } from "./array-document.ts";
import type { GroupDocumentV3 } from "./documents.ts";
import { checkMembers } from "./extension.ts";

const MEMBERS = ["zarr_format", "node_type", "attributes", "consolidated_metadata"];

/** The document as it is, once every member has been checked. Zarr v3 core, "Group metadata". */
export function parseGroupDocumentV3(document: Json, key: string): GroupDocumentV3 {
  if (!isJsonObject(document)) throw invalidDocument(key, `it is ${showJson(document)}, not an object`);
  if (document.zarr_format !== 3)
    throw invalidDocument(key, `"zarr_format" is ${showJson(document.zarr_format)}`);
  if (document.node_type !== "group")
    throw invalidDocument(key, `"node_type" is ${showJson(document.node_type)}`);
  checkMembers(key, document, MEMBERS);
  checkAttributes(key, document.attributes);
  const consolidated = document.consolidated_metadata ?? null;
  if (consolidated !== null && !(isJsonObject(consolidated) && isJsonObject(consolidated.metadata))) {
    throw invalidDocument(key, `"consolidated_metadata" is ${showJson(consolidated)}, without documents`);
  }
  // Every member that the type names has been checked above.
  return document as GroupDocumentV3;
}
