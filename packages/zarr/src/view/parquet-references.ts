/**
 * References in Parquet files, where a JSON document would be too large: Zarr v2 documents in `.zmetadata`,
 * references in `PATH/refs.N.parq`, a fixed number of rows per file, one row for every chunk of the array in C order.
 * Kerchunk, "Parquet references"; fsspec, LazyReferenceMapper.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  type ChunkIndex,
  elementCount,
  gridShape,
  indexAt,
  isJsonObject,
  joinPath,
  jsonMembers,
  linearIndex,
  parseJson,
  printJsonDocument,
  type ReadableStore,
  type Shape,
  StorageError,
  showJson,
} from "@chunkwright/core";
import { sharedReads } from "../array/shared-reads.ts";
import { parseArrayDocumentV2 } from "../v2/array-document.ts";
import { type ParquetRow, readParquetRows } from "./parquet-rows.ts";
import type { ParsedReference } from "./parse-references.ts";
import { type ReferenceStore, type ReferenceStoreOptions, storeOfReferences } from "./reference-store.ts";

/** Most recently used files; others are read again. */
const KEPT_FILES = 16;

/** Options of `parquetReferenceStore`. */
export interface ParquetReferenceOptions extends ReferenceStoreOptions, CallOptions {
  /** Path of the references in their store; "" by default. */
  readonly path?: string | undefined;
}

/**
 * The store that the references at `path` of `store` describe: `.zmetadata` is read at once, files of references when
 * one of their chunks is. Rejects with "not-found" if there are none and with "invalid-data" where they are broken;
 * URLs are read from `targets` as by `referenceStore`.
 */
export async function parquetReferenceStore(
  store: ReadableStore,
  { path = "", signal, ...options }: ParquetReferenceOptions = {},
): Promise<ReferenceStore> {
  const key = joinPath(path, ".zmetadata");
  const bytes = await store.get(key, { signal });
  if (!bytes) throw new StorageError("not-found", `There are no references at ${key}`, { path: key });
  const { documents, grids, recordSize } = parseMetadata(bytes, key);
  const kept = sharedReads<readonly ParquetRow[]>(KEPT_FILES);

  async function readFile(file: string): Promise<readonly ParquetRow[]> {
    const content = await store.get(file);
    return content ? readParquetRows(content, file, recordSize) : [];
  }

  function rowsOf(array: string, record: number, callOptions?: CallOptions): Promise<readonly ParquetRow[]> {
    const file = joinPath(joinPath(path, array), `refs.${record}.parq`);
    return kept(file, () => readFile(file), callOptions);
  }

  async function find(key: string, callOptions?: CallOptions): Promise<ParsedReference | undefined> {
    const document = documents.get(key);
    if (document) return { kind: "inline", bytes: document };
    const [, array = "", numbers = ""] = /^(.*)\/(\d+(?:\.\d+)*)$/.exec(key) ?? [];
    const grid = grids.get(array);
    const position = grid && positionOf(numbers.split(".").map(Number), grid);
    if (position === undefined) return undefined;
    const rows = await rowsOf(array, Math.floor(position / recordSize), callOptions);
    const row = rows[position % recordSize];
    return row && referenceOf(row, key);
  }

  /** Documents, and the referenced chunks of the array that the prefix names. */
  async function* keys(prefix: string, callOptions?: CallOptions): AsyncGenerator<string> {
    yield* documents.keys();
    const array = prefix.replace(/\/$/, "");
    const grid = grids.get(array);
    if (!grid) return;
    const count = elementCount(grid);
    for (let first = 0; first < count; first += recordSize) {
      const rows = await rowsOf(array, first / recordSize, callOptions);
      for (const [i, row] of rows.entries()) {
        const isStored = first + i < count && referenceOf(row, array) !== undefined;
        if (isStored) yield `${array}/${indexAt(grid, first + i).join(".")}`;
      }
    }
  }

  return storeOfReferences({ find, keys }, options);
}

interface Metadata {
  readonly documents: ReadonlyMap<string, Bytes>;
  /** Chunks along each axis, by the path of the array; 0-d arrays have one. */
  readonly grids: ReadonlyMap<string, Shape>;
  readonly recordSize: number;
}

function parseMetadata(bytes: Bytes, key: string): Metadata {
  const content = parseJson(bytes, key);
  if (!isJsonObject(content) || !isJsonObject(content.metadata)) throw broken(key, "it has no metadata");
  const { metadata, record_size: recordSize } = content;
  if (typeof recordSize !== "number" || !Number.isSafeInteger(recordSize) || recordSize < 1) {
    throw broken(key, `"record_size" is ${showJson(recordSize)}, no number of rows`);
  }
  const documents = new Map<string, Bytes>();
  const grids = new Map<string, Shape>();
  for (const [name, document] of jsonMembers(metadata)) {
    documents.set(name, printJsonDocument(document));
    if (!name.endsWith("/.zarray")) continue;
    const { shape, chunks: chunkShape } = parseArrayDocumentV2(document, `${name} of ${key}`);
    const counts = gridShape({ shape, chunkShape });
    grids.set(name.slice(0, -"/.zarray".length), counts.length === 0 ? [1] : counts);
  }
  return { documents, grids, recordSize };
}

/** `undefined` outside the grid, and beyond what a number counts exactly. */
function positionOf(index: ChunkIndex, grid: Shape): number | undefined {
  if (index.length !== grid.length || index.some((at, axis) => at >= grid[axis]!)) return undefined;
  const position = linearIndex(grid, index);
  return Number.isSafeInteger(position) ? position : undefined;
}

/** Neither a path nor bytes: not stored. No offset and no size: the whole value. */
function referenceOf({ path, offset, size, raw }: ParquetRow, key: string): ParsedReference | undefined {
  if (raw) return { kind: "inline", bytes: raw };
  if (path === undefined) return undefined;
  if (offset === 0 && size === 0) return { kind: "whole", url: path };
  if (offset >= 0 && size >= 0 && Number.isSafeInteger(offset + size)) {
    return { kind: "part", url: path, offset, length: size };
  }
  throw broken(key, `${size} bytes at ${offset} are not a range`);
}

function broken(key: string, fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read references of ${key}: ${fact}`, {
    format: "references",
    section: "Kerchunk, Parquet references",
  });
}
