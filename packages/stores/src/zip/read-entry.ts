/**
 * Reading the data of entries.
 *
 * @module
 */

import {
  type ByteSource,
  type ByteSpan,
  type Bytes,
  dataViewOf,
  type ReadOptions,
  type StorageError,
} from "@chunkwright/core";
import { crc32 } from "./crc32.ts";
import type { ZipEntry } from "./directory.ts";
import { inflateRaw } from "./inflate-raw.ts";
import {
  FLAG_ENCRYPTED,
  FLAG_PATCHED,
  FLAG_STRONG_ENCRYPTION,
  LOCAL_HEADER_BYTES,
  LOCAL_HEADER_SIGNATURE,
  METHOD_DEFLATED,
  METHOD_STORED,
} from "./records.ts";
import { invalidZip, unsupportedZip } from "./zip-error.ts";

/** Reads entries of one archive; remembers where the data of each begins. */
export interface EntryReader {
  /** The whole value, verified against its CRC-32. */
  readWhole(entry: ZipEntry, options?: ReadOptions): Promise<Bytes>;
  /**
   * Part of a stored value, in one request; the first read of an entry takes a second one if it is far from its start.
   */
  readStored(entry: ZipEntry, span: ByteSpan, options?: ReadOptions): Promise<Bytes>;
}

/**
 * Decoders of further compression methods, by number (APPNOTE 6.3.10 §4.4.5): from the data of an entry to its value
 * of `byteLength` bytes, or to `undefined` if they are damaged.
 */
export interface ZipDecoders {
  readonly [method: number]: ((data: Bytes, byteLength: number) => Promise<Bytes | undefined>) | undefined;
}

/** Extra fields in local headers are rarely longer; a longer one costs a request. */
const USUAL_EXTRA_BYTES = 64;

/** The first read of an entry includes the local header if it begins within this distance. */
const NEAR_BYTES = 16 * 1024;

/** Chunks and documents are smaller. */
const MAX_VALUE_BYTES = 2 ** 31;

/** DEFLATE expands a byte to at most 1032. RFC 1951 §3.2.5. */
const MAX_RATIO = 1100;

/** `dataEnd` is where the directory begins: all entries end before it. */
export function entryReader(file: ByteSource, dataEnd: number, decoders: ZipDecoders = {}): EntryReader {
  const dataOffsets = new Map<ZipEntry, number>();

  async function readSpan(entry: ZipEntry, span: ByteSpan, options?: ReadOptions): Promise<Bytes> {
    const known = dataOffsets.get(entry);
    if (known !== undefined) return file.read(known + span.offset, span.length, options);
    const headerBytes = LOCAL_HEADER_BYTES + entry.name.byteLength;
    const earliest = entry.headerOffset + headerBytes + span.offset;
    const near = span.offset <= NEAR_BYTES;
    const start = near ? entry.headerOffset : earliest;
    const end = Math.min(earliest + USUAL_EXTRA_BYTES + span.length, dataEnd);
    const reading = file.read(start, Math.max(0, end - start), { ...options, isTransient: true });
    const [bytes, header] = await Promise.all([
      reading,
      near ? reading : file.read(entry.headerOffset, headerBytes, options),
    ]);
    const dataOffset = entry.headerOffset + parseLocalHeader(entry, header);
    if (dataOffset + entry.compressedBytes > dataEnd) {
      throw invalid(entry, `its data at ${dataOffset} reaches into the directory at ${dataEnd}`, "§4.3.7");
    }
    dataOffsets.set(entry, dataOffset);
    const first = dataOffset + span.offset - start;
    const part = bytes.subarray(first, first + span.length);
    if (part.byteLength < span.length) return file.read(dataOffset + span.offset, span.length, options);
    if (options?.isTransient) return part;
    const value = part.slice();
    file.release?.(bytes);
    return value;
  }

  return {
    async readWhole(entry, options) {
      checkReadable(entry, decoders);
      const { byteLength, compressedBytes, method } = entry;
      if (byteLength > MAX_VALUE_BYTES) {
        throw unsupportedZip(`read ${entry.key}`, `a value of ${byteLength} bytes as a whole`);
      }
      if (method === METHOD_DEFLATED && byteLength > compressedBytes * MAX_RATIO) {
        throw invalid(entry, `${compressedBytes} bytes cannot hold ${byteLength}`, "§4.4.8");
      }
      const data = await readSpan(entry, { offset: 0, length: compressedBytes }, options);
      const decode = method === METHOD_DEFLATED ? inflateRaw : decoders[method];
      const value = decode ? await decode(data, byteLength) : data;
      options?.signal?.throwIfAborted();
      if (value?.byteLength !== byteLength) {
        throw invalid(
          entry,
          `its data are not ${byteLength} bytes, compressed by method ${method}`,
          "§4.4.5",
        );
      }
      const crc = crc32(value);
      if (crc !== entry.crc)
        throw invalid(entry, `its CRC-32 is ${hex(crc)}, not ${hex(entry.crc)}`, "§4.4.7");
      return value;
    },
    async readStored(entry, span, options) {
      checkReadable(entry, decoders);
      return readSpan(entry, span, options);
    },
  };
}

function checkReadable(
  { key, flags, method, compressedBytes, byteLength, headerOffset }: ZipEntry,
  decoders: ZipDecoders,
): void {
  const action = `read ${key}`;
  if ((flags & (FLAG_ENCRYPTED | FLAG_STRONG_ENCRYPTION)) !== 0) throw unsupportedZip(action, "encryption");
  if ((flags & FLAG_PATCHED) !== 0) throw unsupportedZip(action, "compressed patched data");
  if (method !== METHOD_STORED && method !== METHOD_DEFLATED && !decoders[method]) {
    throw unsupportedZip(action, `compression method ${method}`);
  }
  if (method === METHOD_STORED && compressedBytes !== byteLength) {
    const fact = `it is stored in ${compressedBytes} bytes, but has ${byteLength}`;
    throw invalidZip(action, fact, "§4.4.8", headerOffset);
  }
}

/**
 * Local file header. §4.3.7. Its sizes and CRC-32 may be missing, so those of the directory are used.
 *    0  4  signature "PK\3\4"           26  2  length of the name
 *    8  2  compression method           28  2  length of the extra fields
 *                                       30     name, extra fields, data
 *
 * Returns the length from its start to the data.
 */
function parseLocalHeader(entry: ZipEntry, bytes: Bytes): number {
  const view = dataViewOf(bytes);
  const nameEnd = LOCAL_HEADER_BYTES + entry.name.byteLength;
  const isHeader =
    view.byteLength >= nameEnd &&
    view.getUint32(0, true) === LOCAL_HEADER_SIGNATURE &&
    view.getUint16(8, true) === entry.method &&
    view.getUint16(26, true) === entry.name.byteLength &&
    entry.name.every((byte, i) => byte === bytes[LOCAL_HEADER_BYTES + i]);
  if (!isHeader) throw invalid(entry, `its local header is not at ${entry.headerOffset}`, "§4.3.7");
  return nameEnd + view.getUint16(28, true);
}

function invalid({ key, headerOffset }: ZipEntry, fact: string, section: string): StorageError {
  return invalidZip(`read ${key}`, fact, section, headerOffset);
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
