/**
 * An archive as a store: one entry per key.
 *
 * @module
 */

import {
  type ByteSource,
  type Bytes,
  type CallOptions,
  checkFile,
  type ListableStore,
  type ReadableStore,
} from "@chunkwright/core";
import { resolveRange } from "../resolve-range.ts";
import { checkKey, checkPrefix } from "../store-key.ts";
import { parseDirectory, type ZipEntry } from "./directory.ts";
import { readDirectoryRecords } from "./end-records.ts";
import { prefetchedFile } from "./prefetched-file.ts";
import { entryReader, type ZipDecoders } from "./read-entry.ts";
import { METHOD_STORED } from "./records.ts";
import { childrenOf } from "./sorted-keys.ts";

/** An archive as a store. */
export interface ZipStore extends ReadableStore, ListableStore {
  /** The archive's comment: JSON in an `.ozx` file. */
  readonly comment: string;
}

/** Options of `openZip`. */
export interface OpenZipOptions extends CallOptions {
  /** For entries that are neither stored nor deflated, which are "unsupported" otherwise. */
  readonly decoders?: ZipDecoders | undefined;
}

/**
 * Opens an archive: its directory is read now, in one request or two, and kept, with up to 256 KiB around it. A range
 * of a stored entry is a range of the file; a compressed entry is decoded whole, and the last one is kept. Whole values
 * are verified against their CRC-32. Rejects with "invalid-data" if it is not an archive or has a name that is not a
 * valid key, with "unsupported" for split and encrypted archives; of encrypted entries only reading fails. `file` stays
 * the caller's to close.
 */
export async function openZip(file: ByteSource, options?: OpenZipOptions): Promise<ZipStore> {
  checkFile(file, "open an archive");
  const records = await readDirectoryRecords(file, options);
  const entries = parseDirectory(records);
  const prefetched = prefetchedFile(file, records.prefetched);
  const reader = entryReader(prefetched, records.offset, options?.decoders);
  const keys = [...entries.keys()].sort();
  let decoded: { readonly entry: ZipEntry; readonly value: Bytes } | undefined;

  async function readCompressed(entry: ZipEntry, call?: CallOptions): Promise<Bytes> {
    if (decoded?.entry === entry) return decoded.value;
    const value = await reader.readWhole(entry, call);
    decoded = { entry, value };
    return value;
  }
  const find = (key: string, call?: CallOptions): ZipEntry | undefined => {
    call?.signal?.throwIfAborted();
    checkKey(key);
    return entries.get(key);
  };
  return {
    ...(file.release && { release: (bytes) => file.release?.(bytes) }),
    comment: new TextDecoder().decode(records.comment),
    async get(key, call) {
      const entry = find(key, call);
      return entry && reader.readWhole(entry, call);
    },
    async getRange(key, range, call) {
      const entry = find(key, call);
      if (!entry) return undefined;
      const span = resolveRange(key, range, entry.byteLength);
      if (span.length === entry.byteLength) return reader.readWhole(entry, call);
      if (entry.method === METHOD_STORED) return reader.readStored(entry, span, call);
      const value = await readCompressed(entry, call);
      return value.slice(span.offset, span.offset + span.length);
    },
    async size(key, call) {
      return find(key, call)?.byteLength;
    },
    async *list(prefix, call) {
      checkPrefix(prefix);
      for (const entry of childrenOf(keys, prefix)) {
        call?.signal?.throwIfAborted();
        yield entry;
      }
    },
  };
}
