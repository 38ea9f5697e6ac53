/**
 * A store that writes an archive.
 *
 * @module
 */

import {
  type ByteRange,
  type ByteSink,
  type ByteSource,
  type Bytes,
  type CallOptions,
  checkFileSink,
  concatBytes,
  type ListableStore,
  type ReadableStore,
  StorageError,
  type WritableStore,
} from "@chunkwright/core";
import { resolveRange } from "../resolve-range.ts";
import { checkKey, checkPrefix } from "../store-key.ts";
import { crc32 } from "./crc32.ts";
import { documentsFirst, isDocument } from "./document-order.ts";
import { MAX_FIELD_BYTES } from "./records.ts";
import { checkReserved, fitInFront, unlistedEntry } from "./reserved-space.ts";
import { childrenOf } from "./sorted-keys.ts";
import { centralHeader, endRecords, localHeader, type WrittenEntry } from "./write-records.ts";
import { unsupportedZip } from "./zip-error.ts";

/** Options of `createZip`. */
export interface ZipOptions {
  /** The archive's comment; at most 65,535 bytes of UTF-8. */
  readonly comment?: string;
  /**
   * Write ZIP64 fields even where 32-bit fields suffice, as OME-NGFF RFC-9 recommends; by default only where needed.
   */
  readonly alwaysZip64?: boolean;
  /**
   * Space reserved at the start of the file for metadata documents, which are written last: at most 60 KiB; none by
   * default. Documents that do not fit are written at the end.
   */
  readonly reservedBytes?: number;
}

/** An archive being written. */
export interface ZipWriter extends WritableStore {
  /** Writes metadata documents and directory, and closes the sink. Rejects if any `set` had failed. */
  close(): Promise<void>;
}

/** A writer whose sink can be read, so that values can be read as soon as they are set. */
export interface ReadableZipWriter extends ZipWriter, ReadableStore, ListableStore {}

type ReadableSink = ByteSink & Pick<ByteSource, "read">;

/** Up to this size, copying a value behind its header costs less than a second write. */
const SMALL_BYTES = 64 * 1024;

interface LocatedEntry extends WrittenEntry {
  readonly dataOffset: number;
}

/**
 * Writes an archive of stored entries, in the order in which values are set. Metadata documents (of Zarr and N5) are
 * held in memory until `close`: they come first in the directory, breadth-first from the root (OME-NGFF RFC-9), and are
 * written to the reserved space at the start, or just before the directory. Setting a key again replaces its value; the
 * bytes of the earlier chunk remain in the file, unused. After a failure the caller aborts the sink.
 */
export function createZip(sink: ReadableSink, options?: ZipOptions): ReadableZipWriter;
export function createZip(sink: ByteSink, options?: ZipOptions): ZipWriter;
export function createZip(
  sink: ByteSink & Partial<ReadableSink>,
  { comment = "", alwaysZip64 = false, reservedBytes = 0 }: ZipOptions = {},
): ZipWriter & Partial<ReadableZipWriter> {
  checkFileSink(sink, "create an archive");
  const commentBytes = new TextEncoder().encode(comment);
  if (commentBytes.byteLength > MAX_FIELD_BYTES) {
    throw new RangeError(`Cannot write a comment of ${commentBytes.byteLength} bytes into a ZIP file`);
  }
  checkReserved(reservedBytes);
  const documents = new Map<string, Bytes>();
  const entries = new Map<string, LocatedEntry>();
  const writes = new Set<Promise<unknown>>();
  let end = reservedBytes;
  let failed: { readonly error: unknown } | undefined;
  let closing: Promise<void> | undefined;

  const describe = (key: string, value: Bytes): WrittenEntry => ({
    name: nameOf(key),
    crc: crc32(value),
    byteLength: value.byteLength,
    headerOffset: end,
    paddingBytes: 0,
  });

  async function append(key: string, value: Bytes): Promise<void> {
    const entry = describe(key, value);
    const header = localHeader(entry, { alwaysZip64 });
    end += header.byteLength + value.byteLength;
    await put(key, entry, header, value);
  }

  async function put(key: string, entry: WrittenEntry, header: Bytes, value: Bytes): Promise<void> {
    const dataOffset = entry.headerOffset + header.byteLength;
    const writing =
      value.byteLength <= SMALL_BYTES
        ? sink.write(entry.headerOffset, concatBytes([header, value]))
        : Promise.all([sink.write(entry.headerOffset, header), sink.write(dataOffset, value)]);
    writes.add(writing);
    try {
      await writing;
      entries.set(key, { ...entry, dataOffset });
    } catch (error) {
      failed ??= { error };
      throw error;
    } finally {
      writes.delete(writing);
    }
  }

  /** Fills the reserved space with as many documents as fit, in order; the last one's header is padded to its end. */
  async function fillReserved(keys: readonly string[]): Promise<void> {
    const described = keys.map((key) => ({ key, entry: describe(key, documents.get(key)!) }));
    const lengths = described.map(
      ({ entry }) => localHeader(entry, { alwaysZip64 }).byteLength + entry.byteLength,
    );
    const { count, paddingBytes } = fitInFront(lengths, reservedBytes);
    let headerOffset = 0;
    for (const [i, { key, entry }] of described.slice(0, count).entries()) {
      const placed = { ...entry, headerOffset, paddingBytes: i === count - 1 ? paddingBytes : 0 };
      await put(key, placed, localHeader(placed, { alwaysZip64 }), documents.get(key)!);
      headerOffset += lengths[i]!;
    }
    if (count === 0) await sink.write(0, unlistedEntry(reservedBytes));
  }

  async function finish(): Promise<void> {
    await Promise.allSettled(writes);
    if (failed) throw failed.error;
    const ordered = documentsFirst([...documents.keys(), ...entries.keys()]);
    if (reservedBytes > 0) await fillReserved(ordered.filter((key) => documents.has(key)));
    for (const key of ordered) {
      const document = documents.get(key);
      if (document && !entries.has(key)) await append(key, document);
    }
    const directory = concatBytes(ordered.map((key) => centralHeader(entries.get(key)!, { alwaysZip64 })));
    const { byteLength } = directory;
    const records = { entryCount: ordered.length, byteLength, offset: end, comment: commentBytes };
    await sink.write(end, concatBytes([directory, endRecords(records, { alwaysZip64 })]));
    await sink.close();
  }

  const checkOpen = (key: string) => {
    if (closing) throw new StorageError("store", `Cannot write ${key}: the archive is closed`, { key });
  };
  const writer: ZipWriter = {
    async set(key, value, call) {
      call?.signal?.throwIfAborted();
      checkKey(key);
      checkOpen(key);
      if (isDocument(key)) documents.set(key, value.slice());
      else await append(key, value);
    },
    async delete(key, call) {
      call?.signal?.throwIfAborted();
      checkKey(key);
      checkOpen(key);
      documents.delete(key);
      entries.delete(key);
    },
    close() {
      closing ??= finish();
      return closing;
    },
  };
  const { read } = sink;
  if (!read) return writer;
  return { ...writer, ...written(documents, entries, (offset, length) => read.call(sink, offset, length)) };
}

/** What has been written so far, as a store. */
function written(
  documents: ReadonlyMap<string, Bytes>,
  entries: ReadonlyMap<string, LocatedEntry>,
  read: (offset: number, length: number) => Promise<Bytes>,
): ReadableStore & ListableStore {
  const sizeOf = (key: string, call?: CallOptions): number | undefined => {
    call?.signal?.throwIfAborted();
    checkKey(key);
    return documents.get(key)?.byteLength ?? entries.get(key)?.byteLength;
  };
  const getRange = async (key: string, range: ByteRange, call?: CallOptions) => {
    const size = sizeOf(key, call);
    if (size === undefined) return undefined;
    const { offset, length } = resolveRange(key, range, size);
    const document = documents.get(key);
    return document?.slice(offset, offset + length) ?? read(entries.get(key)!.dataOffset + offset, length);
  };
  return {
    get: (key, call) => getRange(key, { suffixLength: Number.MAX_SAFE_INTEGER }, call),
    getRange,
    size: async (key, call) => sizeOf(key, call),
    async *list(prefix, call) {
      checkPrefix(prefix);
      for (const entry of childrenOf([...documents.keys(), ...entries.keys()].sort(), prefix)) {
        call?.signal?.throwIfAborted();
        yield entry;
      }
    },
  };
}

function nameOf(key: string): Bytes {
  const name = new TextEncoder().encode(key);
  if (name.byteLength <= MAX_FIELD_BYTES) return name;
  throw unsupportedZip(`write ${key.slice(0, 100)}...`, `a name of ${name.byteLength} bytes`);
}
