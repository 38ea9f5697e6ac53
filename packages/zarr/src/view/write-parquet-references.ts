/**
 * References in Parquet files: see `parquet-references.ts`.
 *
 * @module
 */

import {
  type ChunkSource,
  chunkIndices,
  elementCount,
  type Group,
  type Json,
  joinPath,
  printJsonDocument,
  type WritableStore,
} from "@chunkwright/core";
import { type ParquetRow, printParquetRows } from "./parquet-rows.ts";
import type { ParsedReference } from "./parse-references.ts";
import {
  type ReferencedArray,
  referencedNodes,
  unreferable,
  type WriteReferencesOptions,
} from "./referenced-nodes.ts";

/** Options of `writeParquetReferences`. */
export interface WriteParquetReferencesOptions extends Omit<WriteReferencesOptions, "zarrFormat"> {
  /** Path of the references in their store; "" by default. */
  readonly path?: string | undefined;
  /** Rows of a file: what a reader of one chunk reads; 100,000 by default. */
  readonly recordSize?: number | undefined;
}

/** Arrays of more chunks are refused: each takes a row, stored or not. */
const MOST_CHUNKS = 2 ** 31;

/**
 * Writes what `writeReferences` makes of `root`, by the same options, into Parquet files: documents are Zarr v2, the
 * only version there is. At a time, the rows of one file are in memory. Rejects with "unsupported" for what cannot be
 * referred to, and for a lone array, whose chunks would have no folder.
 */
export async function writeParquetReferences(
  root: Group | ChunkSource,
  store: WritableStore,
  options: WriteParquetReferencesOptions = {},
): Promise<void> {
  const { path: base = "", recordSize = 100_000 } = options;
  const metadata: (readonly [string, Json])[] = [];
  for await (const { path, documents, array } of referencedNodes(root, { ...options, zarrFormat: 2 })) {
    metadata.push(...documents);
    if (array && path === "") throw unreferable(path, "an array without a group around it", "lone array");
    if (array) await writeRecords(joinPath(base, path), array, recordSize, store, options);
  }
  const content = { metadata: Object.fromEntries(metadata), record_size: recordSize };
  await store.set(joinPath(base, ".zmetadata"), printJsonDocument(content), options);
}

/** Files without any reference are left out. */
async function writeRecords(
  path: string,
  array: ReferencedArray,
  recordSize: number,
  store: WritableStore,
  options: WriteParquetReferencesOptions,
): Promise<void> {
  const count = elementCount(array.gridShape);
  if (count > MOST_CHUNKS)
    throw unreferable(path, `${count} chunks, over ${MOST_CHUNKS}`, "very many references");
  let rows: ParquetRow[] = [];
  let written = 0;
  for (const index of chunkIndices(array.gridShape)) {
    rows.push(rowOf(await array.find(index)));
    if (rows.length < recordSize && written + rows.length < count) continue;
    if (rows.some((row) => row !== ABSENT)) {
      const file = `${path}/refs.${written / recordSize}.parq`;
      await store.set(file, await printParquetRows(rows), options);
    }
    written += rows.length;
    rows = [];
  }
}

const ABSENT: ParquetRow = { path: undefined, offset: 0, size: 0, raw: undefined };
const NOTHING = new Uint8Array(0);

function rowOf(reference: ParsedReference | undefined): ParquetRow {
  if (!reference) return ABSENT;
  switch (reference.kind) {
    case "inline":
      return { ...ABSENT, raw: reference.bytes };
    case "whole":
      return { ...ABSENT, path: reference.url };
    case "part": {
      const { url: path, offset, length: size } = reference;
      // Without an offset and a size a path means the whole value.
      return offset === 0 && size === 0 ? { ...ABSENT, raw: NOTHING } : { ...ABSENT, path, offset, size };
    }
  }
}
