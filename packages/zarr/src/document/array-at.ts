/**
 * Arrays as their documents describe them, for reading and for writing.
 *
 * @module
 */

import { type CodecLookup, type CodecTable, checkCodecs, withCodecTable } from "@chunkwright/codecs/lazy";
import {
  type CallOptions,
  isJsonObject,
  isStorageError,
  type Json,
  type JsonObject,
  joinPath,
  type ReadableStore,
  StorageError,
  showJson,
} from "@chunkwright/core";
import type { ArrayLayout } from "../array/array-layout.ts";
import { parseArrayDocumentV2 } from "../v2/array-document.ts";
import { layoutOfV2 } from "../v2/array-info.ts";
import { parseArrayDocumentV3 } from "../v3/array-document.ts";
import { layoutOfV3 } from "../v3/array-info.ts";
import type { ArrayNode, ZarrFormat } from "../zarr-node.ts";
import { invalidDocument } from "./document-error.ts";
import { storedDocuments } from "./documents.ts";
import { jsonObject } from "./json-object.ts";

export interface FoundArray {
  readonly node: ArrayNode;
  readonly layout: ArrayLayout;
}

/** The array of a `zarr.json`. */
export function arrayOfV3(document: Json, path: string, table: CodecLookup): FoundArray {
  const key = joinPath(path, "zarr.json");
  const metadata = parseArrayDocumentV3(withWhatZarritaMeans(document), key);
  const layout = checkLayout(layoutOfV3(metadata, table, key), table, key);
  return { node: { zarrFormat: 3, path, metadata }, layout };
}

/** zarrita's `create`, given no codecs or fill value, writes `[]` for little-endian bytes and `null` for zero. */
function withWhatZarritaMeans(document: Json): Json {
  if (!isJsonObject(document)) return document;
  const { codecs, data_type: type, fill_value: fill } = document;
  const isBare = Array.isArray(codecs) && codecs.length === 0;
  const isNumber = typeof type === "string" && /^(?:u?int|float)\d+$/.test(type);
  return {
    ...document,
    ...(isBare && { codecs: [{ name: "bytes", configuration: { endian: "little" } }] }),
    ...(fill === null && (isNumber || type === "bool") && { fill_value: isNumber ? 0 : false }),
  };
}

/** The array of a `.zarray` and its `.zattrs`. */
export function arrayOfV2(
  document: Json,
  attributes: Json | undefined,
  path: string,
  table: CodecLookup,
): FoundArray {
  const key = joinPath(path, ".zarray");
  const metadata = parseArrayDocumentV2(document, key);
  const layout = layoutOfV2(metadata, parseAttributesV2(attributes, path), table, key);
  return { node: { zarrFormat: 2, path, metadata }, layout: checkLayout(layout, table, key) };
}

/** The content of the `.zattrs` at `path`, `{}` if there is none. */
export function parseAttributesV2(document: Json | undefined, path: string): JsonObject {
  const attributes = jsonObject(document ?? {});
  if (attributes) return attributes;
  throw invalidDocument(joinPath(path, ".zattrs"), `it is ${showJson(document)}, not an object`);
}

export interface FindArrayOptions extends CallOptions {
  readonly codecs?: CodecTable | undefined;
  readonly zarrFormat?: ZarrFormat | undefined;
}

/** The array stored at `path`, of either version; rejects with "not-found" if there is none. */
export async function findArray(
  store: ReadableStore,
  path: string,
  { codecs, zarrFormat, ...options }: FindArrayOptions,
): Promise<FoundArray> {
  const read = (name: string) => storedDocuments(store).read(joinPath(path, name), options);
  const v3 = zarrFormat === 2 ? undefined : await read("zarr.json");
  if (isJsonObject(v3) && v3.node_type !== "group")
    return withCodecTable((table) => arrayOfV3(v3, path, table), codecs);
  const v2 = v3 !== undefined || zarrFormat === 3 ? undefined : await read(".zarray");
  if (v2 !== undefined) {
    const attributes = await read(".zattrs");
    return withCodecTable((table) => arrayOfV2(v2, attributes, path, table), codecs);
  }
  throw new StorageError("not-found", `There is no array at ${path || "the root"}`, { path });
}

/** Throws what setting up the pipeline of a chunk or of a shard index would throw, with the document's name. */
function checkLayout(layout: ArrayLayout, table: CodecLookup, key: string): ArrayLayout {
  const { info, sharding } = layout;
  try {
    checkCodecs(info.codecs, { dataType: info.dataType, shape: info.chunkShape }, table);
    for (const { indexCodecs, chunksPerShard } of sharding?.levels ?? []) {
      checkCodecs(indexCodecs, { dataType: "uint64", shape: [...chunksPerShard, 2] }, table);
    }
    if (sharding)
      checkCodecs([{ name: "bytes" }, ...sharding.codecs], { dataType: "uint8", shape: [1] }, table);
    return layout;
  } catch (cause) {
    if (!isStorageError(cause, "unsupported", "invalid-data")) throw cause;
    throw new StorageError(cause.code, `Cannot read ${key}: ${cause.message}`, cause.context, { cause });
  }
}
