/**
 * A stored value as a random-access file, and a file as a store.
 *
 * @module
 */

import { StorageError } from "./storage-error.ts";
import type { ByteSource, Bytes, CallOptions, ReadableStore } from "./types.ts";

/** The value under `key` as a file; `undefined` if absent. Takes one request, for its size. */
export async function openFile(
  store: ReadableStore,
  key: string,
  options?: CallOptions,
): Promise<ByteSource | undefined> {
  const origin = await store.originOf?.(key, options);
  const size = store.originOf ? origin?.size : await store.size(key, options);
  if (size === undefined) return undefined;
  return {
    size,
    ...(origin && { origin }),
    async read(offset, length, readOptions) {
      checkFileRange(key, size, offset, length);
      if (length === 0) return new Uint8Array(0);
      const bytes = await store.getRange(key, { offset, length }, readOptions);
      if (!bytes) throw new StorageError("not-found", `Cannot read ${key}: it has vanished`, { path: key });
      return checkLength(key, bytes, offset, length);
    },
    ...releaseBy(store),
  };
}

/** `file` as a store that has it under every key. Ranges beyond its end are "invalid-data". */
export function fileStore(file: ByteSource): ReadableStore {
  return {
    ...(file.origin && { origin: file.origin }),
    get: (_, options) => file.read(0, file.size, options),
    getRange(_, range, options) {
      if (!("suffixLength" in range)) return file.read(range.offset, range.length, options);
      const length = Math.min(range.suffixLength, file.size);
      return file.read(file.size - length, length, options);
    },
    size: async () => file.size,
    ...releaseBy(file),
  };
}

function releaseBy(owner: ReadableStore | ByteSource): Pick<ByteSource, "release"> {
  return owner.release ? { release: (bytes) => owner.release?.(bytes) } : {};
}

/** A file in memory. Reads are copies, so their caller may transfer them. */
export function fileOfBytes(bytes: Bytes, name = "memory"): ByteSource {
  if (!ArrayBuffer.isView(bytes)) throw new TypeError("Cannot make a file: the argument is not a Uint8Array");
  return {
    size: bytes.byteLength,
    async read(offset, length) {
      checkFileRange(name, bytes.byteLength, offset, length);
      return bytes.slice(offset, offset + length);
    },
  };
}

/** Throws "invalid-data" unless the range lies inside a file of `size` bytes. */
export function checkFileRange(name: string, size: number, offset: number, length: number): void {
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
