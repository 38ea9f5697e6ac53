/**
 * The documents of an array about to be written, and what a reader will make of them.
 *
 * @module
 */

import { type CodecLookup, checkCodecs, withCodecTable } from "@chunkwright/codecs/lazy";
import {
  type ArrayInfo,
  isStorageError,
  type Json,
  joinPath,
  jsonEquals,
  printJsonDocument,
  StorageError,
  showJson,
  type WritableStore,
} from "@chunkwright/core";
import type { ArrayLayout } from "../array/array-layout.ts";
import type { ZarrArrayOptions } from "../create-options.ts";
import { parseArrayDocumentV2 } from "../v2/array-document.ts";
import { layoutOfV2, printArrayDocumentV2, printAttributesV2 } from "../v2/array-info.ts";
import { parseArrayDocumentV3 } from "../v3/array-document.ts";
import { layoutOfV3, printArrayDocumentV3 } from "../v3/array-info.ts";

/** Documents by key, in the order in which they are to be written: the one that makes the node exist comes last. */
export type DocumentList = readonly (readonly [key: string, document: Json])[];

export interface PlannedArray {
  readonly documents: DocumentList;
  readonly layout: ArrayLayout;
}

/**
 * Prints the documents of `info` and parses them again, so that what cannot be read back is never written. Throws
 * "unsupported" for what the version cannot express, and "invalid-data" for what contradicts itself.
 */
export function planArray(path: string, info: ArrayInfo, options: ZarrArrayOptions): Promise<PlannedArray> {
  return withCodecTable((table) => {
    const planned = planDocuments(path, info, options, table);
    const { dataType, chunkShape, codecs } = planned.layout.info;
    checkCodecs(codecs, { dataType, shape: chunkShape }, table);
    return planned;
  }, options.codecs);
}

/** Nothing has been written yet: what the parser rejects is the caller's description. */
function planDocuments(
  path: string,
  info: ArrayInfo,
  options: ZarrArrayOptions,
  table: CodecLookup,
): PlannedArray {
  try {
    return options.zarrFormat === 3 ? planV3(path, info, options, table) : planV2(path, info, options, table);
  } catch (error) {
    if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
    const message = error.message.replace(/^Cannot read /, "Cannot write ");
    throw new StorageError(error.code, message, error.context, { cause: error });
  }
}

export async function writeDocuments(store: WritableStore, documents: DocumentList): Promise<void> {
  for (const [key, document] of documents) await store.set(key, printJsonDocument(document));
}

function planV3(path: string, info: ArrayInfo, options: ZarrArrayOptions, table: CodecLookup): PlannedArray {
  const { keyEncoding: name = "default", separator = "/", sharding = {}, metadata } = options;
  const key = joinPath(path, "zarr.json");
  const printed = metadata
    ? { ...metadata, attributes: info.attributes }
    : printArrayDocumentV3(info, { keyEncoding: { name, separator }, sharding }, key);
  const document = parseArrayDocumentV3(printed, key);
  const layout = layoutOfV3(document, table, key);
  if (metadata) checkSame(layout.info, info);
  else checkSame(layout.info, info, GRID_MEMBERS);
  return { documents: [[key, document]], layout };
}

function planV2(path: string, info: ArrayInfo, options: ZarrArrayOptions, table: CodecLookup): PlannedArray {
  const { separator = "/", nullFillValue = false, metadata } = options;
  const key = joinPath(path, ".zarray");
  const printed = metadata ?? printArrayDocumentV2(info, { separator, nullFillValue, table }, key);
  const document = parseArrayDocumentV2(printed, key);
  const attributes = printAttributesV2(info);
  const layout = layoutOfV2(document, attributes, table, key);
  if (metadata) checkSame(layout.info, info);
  return { documents: [...attributesDocument(path, attributes), [key, document]], layout };
}

const GRID_MEMBERS = ["shape", "chunkShape", "shardShape"] as const;
const ARRAY_MEMBERS = ["dataType", "logicalType", ...GRID_MEMBERS, "codecs"] as const;

/** Throws `RangeError` where a document describes other elements or chunks than `info`. */
function checkSame(
  described: ArrayInfo,
  info: ArrayInfo,
  members: readonly (typeof ARRAY_MEMBERS)[number][] = ARRAY_MEMBERS,
): void {
  for (const member of members) {
    const [given = null, wanted = null] = [
      described[member] as Json | undefined,
      info[member] as Json | undefined,
    ];
    if (jsonEquals(given, wanted)) continue;
    throw new RangeError(`The document has the ${member} ${showJson(given)}, the array ${showJson(wanted)}`);
  }
}

/** `.zattrs`, which may be left out where there are no attributes. Zarr v2 §"Attributes". */
export function attributesDocument(path: string, attributes: ArrayInfo["attributes"]): DocumentList {
  return Object.keys(attributes).length === 0 ? [] : [[joinPath(path, ".zattrs"), attributes]];
}
