/**
 * The records at the end of an archive, which locate its central directory. APPNOTE 6.3.10 §4.3.14-16.
 *
 * @module
 */

import { type ByteSource, type Bytes, type CallOptions, concatBytes, dataViewOf } from "@chunkwright/core";
import {
  END_BYTES,
  END_SIGNATURE,
  IN_ZIP64_16,
  IN_ZIP64_32,
  MAX_FIELD_BYTES,
  ZIP64_END_BYTES,
  ZIP64_END_SIGNATURE,
  ZIP64_LOCATOR_BYTES,
  ZIP64_LOCATOR_SIGNATURE,
} from "./records.ts";
import { invalidZip, unsupportedZip } from "./zip-error.ts";

/** The central directory, and where it came from. */
export interface DirectoryRecords {
  /** The headers of all entries. */
  readonly bytes: Bytes;
  /** Their offset in the file; all entries end before it. */
  readonly offset: number;
  /** Bytes before the archive, as in a self-extracting one: recorded offsets do not include them. */
  readonly prependedBytes: number;
  /** Entries in the directory; modulo 65536 in an archive without ZIP64. */
  readonly entryCount: number;
  readonly isZip64: boolean;
  readonly comment: Bytes;
  /** Bytes before the directory, perhaps with the directory itself, that were read with it. */
  readonly prefetched: FilePart;
}

export interface FilePart {
  readonly offset: number;
  readonly bytes: Bytes;
}

/** Larger directories are refused; this suffices for ten million entries. */
const MAX_DIRECTORY_BYTES = 2 ** 30;

/** Read with the first request: all that may follow the directory, and most directories too. */
const TAIL_BYTES = 256 * 1024;

/** Read along with a longer directory: `createZip` puts the metadata documents just before it. */
const LEAD_BYTES = 64 * 1024;

const ACTION = "open the archive";

/**
 * Reads the directory and what lies before it: one request where it is in the last 256 KiB, else two. Rejects with
 * "invalid-data" if it is not an archive, or only part of one, with "unsupported" for archives split over several
 * files.
 */
export async function readDirectoryRecords(
  file: ByteSource,
  options?: CallOptions,
): Promise<DirectoryRecords> {
  const tailOffset = Math.max(0, file.size - TAIL_BYTES);
  const tail = await file.read(tailOffset, file.size - tailOffset, options);
  const endIndex = findEnd(tail);
  const end = parseEnd(tail, endIndex);
  const read = async (offset: number, length: number): Promise<Bytes> =>
    offset >= tailOffset
      ? tail.slice(offset - tailOffset, offset - tailOffset + length)
      : file.read(offset, length, options);
  const locatorIndex = endIndex - ZIP64_LOCATOR_BYTES;
  const endOffset = tailOffset + endIndex;
  const zip64 = await readZip64End(tail, locatorIndex, tailOffset, read);
  const { entryCount, byteLength, offset: recorded } = zip64 ? { ...end, ...zip64.replaces(end) } : end;
  const directoryEnd = zip64 ? zip64.offset : endOffset;
  const offset = directoryEnd - byteLength;
  if (offset < recorded) {
    throw invalidZip(
      ACTION,
      `its directory of ${byteLength} bytes at ${recorded} reaches beyond ${directoryEnd}, where it must end`,
      "§4.4.23",
      endOffset,
    );
  }
  if (byteLength > MAX_DIRECTORY_BYTES) throw unsupportedZip(ACTION, `a directory of ${byteLength} bytes`);
  const inTail = tail.slice(Math.max(0, offset - tailOffset), Math.max(0, directoryEnd - tailOffset));
  let prefetched: FilePart = { offset: tailOffset, bytes: tail };
  let bytes = inTail;
  if (offset < tailOffset) {
    const start = Math.max(0, offset - LEAD_BYTES);
    const before = await file.read(start, Math.min(directoryEnd, tailOffset) - start, options);
    prefetched = { offset: start, bytes: before.slice(0, offset - start) };
    bytes = concatBytes([before.subarray(offset - start), inTail]);
  }
  return {
    bytes,
    offset,
    prependedBytes: offset - recorded,
    entryCount,
    isZip64: zip64 !== undefined,
    comment: end.comment,
    prefetched,
  };
}

/** The last end record whose comment ends with the file. */
function findEnd(tail: Bytes): number {
  const view = dataViewOf(tail);
  const first = Math.max(0, tail.byteLength - END_BYTES - MAX_FIELD_BYTES);
  for (let index = tail.byteLength - END_BYTES; index >= first; index -= 1) {
    if (view.getUint32(index, true) !== END_SIGNATURE) continue;
    if (index + END_BYTES + view.getUint16(index + 20, true) === tail.byteLength) return index;
  }
  throw invalidZip(
    ACTION,
    "its end record is missing: this is not a ZIP file, or its end is cut off",
    "§4.3.16",
  );
}

interface Directory {
  readonly entryCount: number;
  readonly byteLength: number;
  readonly offset: number;
}

/**
 * End of central directory record. §4.3.16.
 *    0  4  signature "PK\5\6"
 *    4  2  number of this disk
 *    6  2  number of the disk with the start of the central directory
 *    8  2  entries on this disk
 *   10  2  entries
 *   12  4  size of the central directory
 *   16  4  its offset
 *   20  2  length of the comment that follows
 */
function parseEnd(tail: Bytes, index: number): Directory & { readonly comment: Bytes } {
  const view = new DataView(tail.buffer, tail.byteOffset + index, END_BYTES);
  const disks = [view.getUint16(4, true), view.getUint16(6, true)];
  if (disks.some((disk) => disk !== 0 && disk !== IN_ZIP64_16)) throw splitArchive();
  return {
    entryCount: view.getUint16(10, true),
    byteLength: view.getUint32(12, true),
    offset: view.getUint32(16, true),
    comment: tail.slice(index + END_BYTES),
  };
}

interface Zip64End {
  readonly offset: number;
  /** The values of those fields of the 32-bit record that have all bits set. */
  replaces(end: Directory): Partial<Directory>;
}

/**
 * Zip64 end of central directory locator, §4.3.15, and the record it leads to, §4.3.14; `undefined` without.
 *    0  4  signature "PK\6\7"             0  4  signature "PK\6\6"
 *    4  4  disk with the record           4  8  size of the rest of the record
 *    8  8  offset of the record          16  4  number of this disk
 *   16  4  disks                         20  4  disk with the start of the central directory
 *                                        24  8  entries on this disk
 *                                        32  8  entries
 *                                        40  8  size of the central directory
 *                                        48  8  its offset
 */
async function readZip64End(
  tail: Bytes,
  locatorIndex: number,
  tailOffset: number,
  read: (offset: number, length: number) => Promise<Bytes>,
): Promise<Zip64End | undefined> {
  if (locatorIndex < 0) return undefined;
  const locator = new DataView(tail.buffer, tail.byteOffset + locatorIndex, ZIP64_LOCATOR_BYTES);
  if (locator.getUint32(0, true) !== ZIP64_LOCATOR_SIGNATURE) return undefined;
  if (locator.getUint32(4, true) !== 0 || locator.getUint32(16, true) > 1) throw splitArchive();
  const recorded = readUint64(locator, 8);
  // If bytes were prepended to the archive, the recorded offset is wrong, but the record still ends at its locator.
  const adjacent = tailOffset + locatorIndex - ZIP64_END_BYTES;
  for (const offset of new Set([recorded, adjacent])) {
    if (offset > adjacent || offset < 0) continue;
    const bytes = await read(offset, ZIP64_END_BYTES);
    const record = dataViewOf(bytes);
    if (record.getUint32(0, true) !== ZIP64_END_SIGNATURE) continue;
    if (record.getUint32(16, true) !== 0 || record.getUint32(20, true) !== 0) throw splitArchive();
    return {
      offset,
      replaces: (end) => ({
        ...(end.entryCount === IN_ZIP64_16 && { entryCount: readUint64(record, 32) }),
        ...(end.byteLength === IN_ZIP64_32 && { byteLength: readUint64(record, 40) }),
        ...(end.offset === IN_ZIP64_32 && { offset: readUint64(record, 48) }),
      }),
    };
  }
  throw invalidZip(
    ACTION,
    `there is no ZIP64 end record at ${recorded}`,
    "§4.3.15",
    tailOffset + locatorIndex,
  );
}

/** An unsigned 64-bit number; "invalid-data" beyond 2^53. */
export function readUint64(view: DataView, index: number): number {
  const value = view.getBigUint64(index, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw invalidZip("read the archive", `${value} is not a size or offset in a file`, "§4.4.1.4");
  }
  return Number(value);
}

function splitArchive(): Error {
  return unsupportedZip(ACTION, "an archive split over several files");
}
