/**
 * Fixed arrays: the chunk index of datasets that cannot grow. HDF5 File Format Specification 4.0 §VII.C.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { FieldReader } from "../file/field-reader.ts";
import { checkChecksum } from "../file/metadata-checksum.ts";
import { type Hdf5Context, readChecked, readFields } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { addElements, type ElementFormat, elementFormat, isPageWritten } from "./array-elements.ts";
import type { ArrayEntry } from "./chunk-index.ts";

const CHECKSUM_BYTES = 4;

/**
 * The header:
 *    0  4  signature "FAHD"
 *    4  1  version, 0
 *    5  1  client ID
 *    6  1  entry size
 *    7  1  page bits: the number of elements of a page is 2 to their power
 *    8  L  max num entries
 *       O  data block address
 *       4  checksum
 */
export async function readFixedArray(
  context: Hdf5Context,
  address: number,
  chunkBytes: number,
  options?: CallOptions,
): Promise<readonly ArrayEntry[]> {
  const what = `the fixed array at ${address}`;
  const length = 12 + context.sizeOfLengths + context.sizeOfOffsets;
  const fields = await readChecked(context, address, length, what, options);
  fields.signature("FAHD");
  fields.version(0);
  const client = fields.u8();
  const format = elementFormat(fields, client, fields.u8(), chunkBytes);
  const pageElements = 2 ** fields.u8();
  const count = fields.length();
  const dataAddress = fields.address();
  if (dataAddress === undefined) return [];
  if (count * format.byteLength > context.file.size) {
    throw invalidHdf5(`Cannot read ${what}: ${count} elements are larger than the file`, {
      section: "§VII.C",
    });
  }
  return readDataBlock(context, dataAddress, { format, count, pageElements }, options);
}

interface FixedArray {
  readonly format: ElementFormat;
  readonly count: number;
  readonly pageElements: number;
}

/**
 *    0  4  signature "FADB"
 *    4  1  version, 0
 *    5  1  client ID
 *    6  O  header address
 *          without pages: the elements
 *          with pages: a bit for each that was written, the highest of a byte first
 *       4  checksum
 *          pages: elements, 4 checksum
 */
async function readDataBlock(
  context: Hdf5Context,
  address: number,
  { format, count, pageElements }: FixedArray,
  options?: CallOptions,
): Promise<readonly ArrayEntry[]> {
  const what = `the fixed array data block at ${address}`;
  const prefixBytes = 6 + context.sizeOfOffsets;
  const entries: ArrayEntry[] = [];
  const isPaged = count > pageElements;
  const pages = isPaged ? Math.ceil(count / pageElements) : 0;
  const bitmapBytes = Math.ceil(pages / 8);
  const bodyBytes = isPaged ? bitmapBytes : count * format.byteLength;
  const blockBytes = prefixBytes + bodyBytes + CHECKSUM_BYTES;
  // Pages follow at once: one request for all.
  const pagesBytes = count * format.byteLength + pages * CHECKSUM_BYTES;
  const whole = await readFields(context, address, blockBytes + (isPaged ? pagesBytes : 0), what, options);
  checkChecksum(whole.bytes.subarray(0, blockBytes), what);
  whole.signature("FADB");
  whole.version(0);
  whole.skip(1 + context.sizeOfOffsets);
  if (!isPaged) {
    addElements(whole, format, 0, count, entries);
    return entries;
  }
  const bitmap = whole.take(bitmapBytes);
  whole.skip(CHECKSUM_BYTES);
  for (let page = 0; page < pages; page += 1) {
    const first = page * pageElements;
    const elements = Math.min(pageElements, count - first);
    const bytes = whole.take(elements * format.byteLength + CHECKSUM_BYTES);
    if (!isPageWritten(bitmap, page)) continue;
    const name = `page ${page} of ${what}`;
    checkChecksum(bytes, name);
    addElements(new FieldReader(bytes, name, context), format, first, elements, entries);
  }
  return entries;
}
