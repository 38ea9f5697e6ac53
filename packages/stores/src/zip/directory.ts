/**
 * Parsing the central directory: every entry of an archive. APPNOTE 6.3.10 §4.3.12.
 *
 * @module
 */

import { type Bytes, dataViewOf, isStorageError } from "@chunkwright/core";
import { checkKey, checkPrefix } from "../store-key.ts";
import { type DirectoryRecords, readUint64 } from "./end-records.ts";
import { decodeName } from "./entry-name.ts";
import {
  CENTRAL_HEADER_BYTES,
  CENTRAL_HEADER_SIGNATURE,
  FLAG_MASKED_HEADERS,
  IN_ZIP64_16,
  IN_ZIP64_32,
  LOCAL_HEADER_BYTES,
  ZIP64_EXTRA_ID,
} from "./records.ts";
import { invalidZip, unsupportedZip } from "./zip-error.ts";

/** One file in the archive. */
export interface ZipEntry {
  readonly key: string;
  /** The bytes of the name as stored: the local header must repeat them. */
  readonly name: Bytes;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly byteLength: number;
  /** Offset of the local header, from the start of the file. */
  readonly headerOffset: number;
}

const MAX_ENTRIES = 10_000_000;

const ACTION = "read the directory";

/**
 * Entries by key. If there are several of one name, the last counts: zarr-python's store appends another one when a key
 * is set again. Throws "invalid-data" for a name that is not a valid key: it might lead out of the directory that the
 * archive is extracted to.
 */
export function parseDirectory(records: DirectoryRecords): Map<string, ZipEntry> {
  const { bytes, entryCount, isZip64 } = records;
  const entries = new Map<string, ZipEntry>();
  let count = 0;
  for (let index = 0; index < bytes.byteLength; count += 1) {
    if (count >= MAX_ENTRIES) throw unsupportedZip(ACTION, `an archive of more than ${MAX_ENTRIES} entries`);
    const { entry, length } = parseHeader(records, index);
    if (entry) entries.set(entry.key, entry);
    index += length;
  }
  const isWhole = isZip64 ? count === entryCount : count % 65536 === entryCount;
  if (!isWhole) {
    throw invalidZip(ACTION, `it has ${count} entries instead of ${entryCount}`, "§4.4.22", records.offset);
  }
  return entries;
}

/**
 * Central directory file header. §4.3.12.
 *    0  4  signature "PK\1\2"          28  2  length of the name
 *    4  2  version made by             30  2  length of the extra fields
 *    6  2  version needed              32  2  length of the comment
 *    8  2  flags                       34  2  disk of the local header
 *   10  2  compression method          36  2  internal attributes
 *   12  4  time and date               38  4  external attributes
 *   16  4  CRC-32                      42  4  offset of the local header
 *   20  4  compressed size             46     name, extra fields, comment
 *   24  4  uncompressed size
 *
 * Directories, whose names end in a slash, give no entry: a prefix exists through its keys.
 */
function parseHeader(
  { bytes, offset, prependedBytes }: DirectoryRecords,
  index: number,
): { readonly entry: ZipEntry | undefined; readonly length: number } {
  const at = offset + index;
  const view = new DataView(bytes.buffer, bytes.byteOffset + index, bytes.byteLength - index);
  if (view.byteLength < CENTRAL_HEADER_BYTES || view.getUint32(0, true) !== CENTRAL_HEADER_SIGNATURE) {
    throw invalidZip(ACTION, `there is no entry at ${at}`, "§4.3.12", at);
  }
  const nameEnd = CENTRAL_HEADER_BYTES + view.getUint16(28, true);
  const extraEnd = nameEnd + view.getUint16(30, true);
  const length = extraEnd + view.getUint16(32, true);
  if (length > view.byteLength) {
    throw invalidZip(ACTION, `the entry at ${at} reaches beyond its end`, "§4.3.12", at);
  }
  const name = bytes.subarray(index + CENTRAL_HEADER_BYTES, index + nameEnd);
  const extra = parseExtra(bytes.subarray(index + nameEnd, index + extraEnd), at);
  const flags = view.getUint16(8, true);
  if ((flags & FLAG_MASKED_HEADERS) !== 0) throw unsupportedZip(ACTION, "an encrypted directory");
  const key = decodeName(name, flags, extra);
  const isDirectory = key.endsWith("/");
  checkName(key, isDirectory ? checkPrefix : checkKey, at);
  if (isDirectory) return { entry: undefined, length };

  const sizes = zip64Sizes(view, extra.get(ZIP64_EXTRA_ID), key, at);
  if (sizes.disk !== 0) throw unsupportedZip(ACTION, "an archive split over several files");
  const method = view.getUint16(10, true);
  const { compressedBytes, byteLength } = sizes;
  const headerOffset = prependedBytes + sizes.headerOffset;
  if (headerOffset + LOCAL_HEADER_BYTES + name.byteLength + compressedBytes > offset) {
    const fact = `${key}, ${compressedBytes} bytes at ${headerOffset}, reaches beyond the entries' end at ${offset}`;
    throw invalidZip(ACTION, fact, "§4.4.8", at);
  }
  const crc = view.getUint32(16, true);
  return { entry: { key, name, flags, method, crc, compressedBytes, byteLength, headerOffset }, length };
}

/**
 * Extra fields by header ID, the first of each. Bytes after the last complete one are ignored: some tools pad. §4.5.
 */
function parseExtra(bytes: Bytes, at: number): Map<number, Bytes> {
  const view = dataViewOf(bytes);
  const fields = new Map<number, Bytes>();
  for (let index = 0; index + 4 <= bytes.byteLength; ) {
    const id = view.getUint16(index, true);
    const end = index + 4 + view.getUint16(index + 2, true);
    if (end > bytes.byteLength) {
      if (id !== ZIP64_EXTRA_ID) break;
      throw invalidZip(ACTION, `the ZIP64 field of the entry at ${at} is cut off`, "§4.5.3", at);
    }
    if (!fields.has(id)) fields.set(id, bytes.slice(index + 4, end));
    index = end;
  }
  return fields;
}

/**
 * Zip64 extended information, §4.5.3: in this order, each only if its field in the header has all bits set:
 * uncompressed size (8 bytes), compressed size (8), offset of the local header (8), disk (4).
 */
function zip64Sizes(header: DataView, extra: Bytes | undefined, key: string, at: number) {
  const view = extra && dataViewOf(extra);
  let index = 0;
  const next = (byteLength: number): number => {
    index += byteLength;
    if (!view || index > view.byteLength) {
      throw invalidZip(ACTION, `${key} lacks the ZIP64 field that it refers to`, "§4.5.3", at);
    }
    return byteLength === 8 ? readUint64(view, index - 8) : view.getUint32(index - 4, true);
  };
  const field32 = (offset: number): number => {
    const value = header.getUint32(offset, true);
    return value === IN_ZIP64_32 ? next(8) : value;
  };
  const byteLength = field32(24);
  const compressedBytes = field32(20);
  const headerOffset = field32(42);
  const disk = header.getUint16(34, true);
  return { byteLength, compressedBytes, headerOffset, disk: disk === IN_ZIP64_16 ? next(4) : disk };
}

function checkName(name: string, check: (name: string) => void, at: number): void {
  try {
    check(name);
  } catch (cause) {
    if (!isStorageError(cause)) throw cause;
    const fact = cause.message.replace(/^Cannot use (key|prefix) /, "the name ");
    throw invalidZip(ACTION, fact, "§4.4.17", at);
  }
}
