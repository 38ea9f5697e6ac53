/**
 * Reading array documents of Zarr v3: shape and types of every member.
 *
 * @module
 */

import { isJsonObject, type Json, showJson } from "@chunkwright/core";
import { invalidDocument, unsupportedDocument } from "../document/document-error.ts";
import { jsonObject } from "../document/json-object.ts";
import { shapeMember } from "../document/shape-member.ts";
import type { ArrayDocumentV3 } from "./documents.ts";
import { checkMembers, parseExtension } from "./extension.ts";

const MEMBERS = [
  "zarr_format",
  "node_type",
  "shape",
  "data_type",
  "chunk_grid",
  "chunk_key_encoding",
  "fill_value",
  "codecs",
  "attributes",
  "storage_transformers",
  "dimension_names",
];

/**
 * The document as it is, once every member has been checked. `key` names it in errors. Throws "unsupported" for
 * unknown members that must be understood and for storage transformers. Zarr v3 core, "Array metadata".
 */
export function parseArrayDocumentV3(document: Json, key: string): ArrayDocumentV3 {
  if (!isJsonObject(document)) throw invalidDocument(key, `it is ${showJson(document)}, not an object`);
  if (document.zarr_format !== 3)
    throw invalidDocument(key, `"zarr_format" is ${showJson(document.zarr_format)}`);
  if (document.node_type !== "array")
    throw invalidDocument(key, `"node_type" is ${showJson(document.node_type)}`);
  checkMembers(key, document, MEMBERS);
  const shape = shapeMember(key, "shape", document.shape, { minimum: 0 });
  for (const member of ["data_type", "chunk_grid", "chunk_key_encoding"] as const) {
    parseExtension(key, member, document[member]);
  }
  if (document.fill_value === undefined) throw invalidDocument(key, `"fill_value" is missing`);
  const codecs = extensionList(key, "codecs", document.codecs);
  if (codecs.length === 0) throw invalidDocument(key, `"codecs" is an empty list`);
  for (const transformer of extensionList(key, "storage_transformers", document.storage_transformers ?? [])) {
    if (isJsonObject(transformer) && transformer.must_understand === false) continue;
    const { name } = parseExtension(key, "storage_transformers", transformer);
    throw unsupportedDocument(key, `storage transformer ${name}`);
  }
  checkAttributes(key, document.attributes);
  checkDimensionNames(key, document.dimension_names, shape.length);
  // Every member that the type names has been checked above.
  return document as ArrayDocumentV3;
}

/** Throws "invalid-data" unless `attributes` is an object or absent. */
export function checkAttributes(key: string, attributes: Json | undefined): void {
  if (attributes === undefined || jsonObject(attributes)) return;
  throw invalidDocument(key, `"attributes" is ${showJson(attributes)}, not an object`);
}

function extensionList(key: string, member: string, value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw invalidDocument(key, `"${member}" is ${showJson(value)}, not a list`);
  for (const [i, item] of value.entries()) parseExtension(key, `${member}[${i}]`, item);
  return value;
}

/** `null` for the whole list is what some writers leave where they mean no list. */
function checkDimensionNames(key: string, names: Json | undefined, rank: number): void {
  if (names === undefined || names === null) return;
  const isList = Array.isArray(names) && names.length === rank;
  if (isList && names.every((name) => name === null || typeof name === "string")) return;
  throw invalidDocument(key, `"dimension_names" is ${showJson(names)}, not a list of ${rank} names or nulls`);
}
