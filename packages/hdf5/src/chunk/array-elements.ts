/**
 * Elements of fixed and extensible arrays: a chunk's address and, if it went through filters, its size and mask.
 * HDF5 File Format Specification 4.0 §VII.C and §VII.D.
 *
 * @module
 */

import type { FieldReader } from "../file/field-reader.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import type { ArrayEntry } from "./chunk-index.ts";

export interface ElementFormat {
  readonly isFiltered: boolean;
  /** Bytes of an element. */
  readonly byteLength: number;
  /** Bytes of a chunk before filters. */
  readonly chunkBytes: number;
}

const FILTERED_CLIENT = 1;

/** Throws "invalid-data" if elements of `byteLength` cannot be what the client stores. */
export function elementFormat(
  fields: FieldReader,
  client: number,
  byteLength: number,
  chunkBytes: number,
): ElementFormat {
  const { sizeOfOffsets } = fields.sizes;
  const isFiltered = client === FILTERED_CLIENT;
  const sizeBytes = byteLength - sizeOfOffsets - 4;
  const isPossible = isFiltered ? sizeBytes >= 1 && sizeBytes <= 8 : byteLength === sizeOfOffsets;
  if (client > FILTERED_CLIENT || !isPossible) {
    throw invalidHdf5(`Cannot read ${fields.what}: client ${client} has elements of ${byteLength} bytes`, {
      section: "§VII.C",
    });
  }
  return { isFiltered, byteLength, chunkBytes };
}

/** Reads `count` elements, the first of which is number `first`, and adds those that have an address. */
export function addElements(
  fields: FieldReader,
  { isFiltered, byteLength, chunkBytes }: ElementFormat,
  first: number,
  count: number,
  entries: ArrayEntry[],
): void {
  const sizeBytes = byteLength - fields.sizes.sizeOfOffsets - 4;
  for (let n = first; n < first + count; n += 1) {
    const address = fields.address();
    const length = isFiltered ? fields.uintOrUndefined(sizeBytes) : chunkBytes;
    const mask = isFiltered ? fields.u32() : 0;
    if (address !== undefined && length !== undefined) entries.push({ n, address, length, mask });
  }
}

/** Whether page `page` was written, by the bitmap of a block: the highest bit of a byte comes first. */
export function isPageWritten(bitmap: Uint8Array, page: number): boolean {
  return (bitmap[Math.floor(page / 8)]! & (128 >> (page % 8))) !== 0;
}
