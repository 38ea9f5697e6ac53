/**
 * Positional reads that return all the bytes requested, or fail.
 *
 * @module
 */

import { read, readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { type ByteSpan, type Bytes, type ReadOptions, StorageError } from "@chunkwright/core";
import { fileMemory } from "./read-memory.ts";

/** Node reads less than 2 GiB per call. */
const MAX_READ_BYTES = 2 ** 30;

/** Reads up to `length` bytes from `position` of a file into `bytes` at `start`; resolves with their number. */
export type ReadSome = (
  bytes: Bytes,
  start: number,
  length: number,
  position: number,
) => Promise<number> | number;

/** Reads of a descriptor in Node's thread pool. */
export function readDescriptor(fd: number): ReadSome {
  return (bytes, start, length, position) =>
    new Promise((resolve, reject) => {
      read(fd, bytes, start, length, position, (error, bytesRead) => {
        if (error) reject(error);
        else resolve(bytesRead);
      });
    });
}

/** Synchronous reads of a descriptor. */
export function readDescriptorNow(fd: number): ReadSome {
  return (bytes, start, length, position) => readSync(fd, bytes, start, length, position);
}

/** Reads of a `FileHandle`, which waits for them before it closes. */
export function readHandle(handle: FileHandle): ReadSome {
  return async (bytes, start, length, position) =>
    (await handle.read(bytes, start, length, position)).bytesRead;
}

/** Exactly the bytes of `span`, which the caller has checked against the file's size. */
export async function readExactly(
  readSome: ReadSome,
  key: string,
  { offset, length }: ByteSpan,
  options?: ReadOptions,
): Promise<Bytes> {
  const bytes = roomFor(key, length, options?.isTransient ?? false);
  let done = 0;
  while (done < length) {
    options?.signal?.throwIfAborted();
    const bytesRead = await readSome(bytes, done, Math.min(length - done, MAX_READ_BYTES), offset + done);
    if (bytesRead === 0) {
      throw new StorageError(
        "invalid-data",
        `Cannot read ${length} bytes at ${offset} of ${key}: the file has shrunk and ends after ${done} of them`,
        { format: "file", offset },
      );
    }
    done += bytesRead;
  }
  options?.signal?.throwIfAborted();
  return bytes;
}

function roomFor(key: string, length: number, isTransient: boolean): Bytes {
  try {
    // Need not be zeroed: either the read overwrites all of it, or it fails.
    return isTransient ? fileMemory.allocate(length) : new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
  } catch (cause) {
    throw new StorageError(
      "store",
      `Cannot read ${key}: ${length} bytes do not fit in memory`,
      { key },
      { cause },
    );
  }
}
