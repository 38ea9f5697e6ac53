/**
 * Reading the documents of Zarr v2: shape and types of every member.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject, showJson } from "@chunkwright/core";
import { isSeparator } from "../array/chunk-key.ts";
import { invalidDocument } from "../document/document-error.ts";
import { jsonObject } from "../document/json-object.ts";
import { shapeMember } from "../document/shape-member.ts";
import type { ArrayDocumentV2, GroupDocumentV2 } from "./documents.ts";

/** The `.zarray` document as it is, once every member has been checked. `key` names it in errors. */
export function parseArrayDocumentV2(document: Json, key: string): ArrayDocumentV2 {
  const {
    shape,
    chunks,
    compressor,
    filters,
    order,
    dimension_separator: separator,
    ...rest
  } = ofFormat2(document, key);
  const { length: rank } = shapeMember(key, "shape", shape, { minimum: 0 });
  shapeMember(key, "chunks", chunks, { minimum: 1, rank });
  if (rest.dtype === undefined) throw invalidDocument(key, `"dtype" is missing`);
  if (rest.fill_value === undefined) throw invalidDocument(key, `"fill_value" is missing`);
  if (compressor !== null) checkCodec(key, "compressor", compressor);
  if (filters !== undefined && filters !== null) {
    if (!Array.isArray(filters)) throw invalidDocument(key, `"filters" is ${showJson(filters)}, not a list`);
    for (const [i, filter] of filters.entries()) checkCodec(key, `filters[${i}]`, filter);
  }
  if (order !== "C" && order !== "F")
    throw invalidDocument(key, `"order" is ${showJson(order)}, neither "C" nor "F"`);
  if (separator !== undefined && !isSeparator(separator)) {
    throw invalidDocument(key, `"dimension_separator" is ${showJson(separator)}, neither "." nor "/"`);
  }
  // Every member that the type names has been checked above.
  return document as ArrayDocumentV2;
}

/** The `.zgroup` document. Its version becomes a number: WEBKNOSSOS 4.3 states it as text. */
export function parseGroupDocumentV2(document: Json, key: string): GroupDocumentV2 {
  const isText = isJsonObject(document) && document.zarr_format === "2";
  // The one member that the type names is checked there.
  return ofFormat2(isText ? { ...document, zarr_format: 2 } : document, key) as GroupDocumentV2;
}

function ofFormat2(document: Json, key: string): JsonObject {
  if (!isJsonObject(document)) throw invalidDocument(key, `it is ${showJson(document)}, not an object`);
  if (document.zarr_format !== 2)
    throw invalidDocument(key, `"zarr_format" is ${showJson(document.zarr_format)}`);
  return document;
}

function checkCodec(key: string, member: string, value: Json | undefined): void {
  const codec = jsonObject(value);
  if (!codec || typeof codec.id !== "string") {
    throw invalidDocument(key, `"${member}" is ${showJson(value)}, not an object with an id`);
  }
}
