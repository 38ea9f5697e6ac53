/**
 * A stored value seen as a random-access file.
 *
 * @module
 */

import { StorageError } from "./storage-error.ts";
import type { ByteSource, Bytes, CallOptions, ReadableStore } from "./types.ts";

/** Opens `key` as a file; `undefined` if absent. */
export async function openFile(
  store: ReadableStore,
  key: string,
  options?: CallOptions,
): Promise<ByteSource | undefined> {
  const size = await store.size(key, options);
  if (size === undefined) return undefined;
  return {
    size,
    async read(offset, length, readOptions) {
      checkFileRange(key, size, offset, length);
      if (length === 0) return new Uint8Array(0);
      const bytes = await store.getRange(key, { offset, length }, readOptions);
      if (!bytes) throw new StorageError("not-found", `Cannot read ${key}: it has vanished`, { path: key });
      return checkLength(key, bytes, offset, length);
    },
  };
}

/** A file held in memory. Reads are copies, so the caller of `read` may give them away. */
export function fileOfBytes(bytes: Bytes, name = "memory"): ByteSource {
  return {
    size: bytes.byteLength,
    async read(offset, length) {
      checkFileRange(name, bytes.byteLength, offset, length);
      return bytes.slice(offset, offset + length);
    },
  };
}

function checkFileRange(name: string, size: number, offset: number, length: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
    throw new StorageError(
      "invalid-data",
      `Cannot read ${length} bytes at ${offset} of ${name}: it has ${size} bytes`,
      { format: "file", offset },
    );
  }
}

function checkLength(key: string, bytes: Bytes, offset: number, length: number): Bytes {
  if (bytes.byteLength !== length) {
    throw new StorageError(
      "invalid-data",
      `Cannot read ${length} bytes at ${offset} of ${key}: got ${bytes.byteLength}`,
      { format: "file", offset },
    );
  }
  return bytes;
}
