/**
 * Positional reads that give all the bytes asked for, or fail.
 *
 * @module
 */

import { read, readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { type Bytes, type CallOptions, StorageError } from "@chunkwright/core";
import type { Span } from "../resolve-range.ts";

/** Node reads less than 2 GiB a call. */
const MAX_READ_BYTES = 2 ** 30;

/** Reads up to `length` bytes from `position` of a file into `bytes` at `start`; resolves with their number. */
export type ReadSome = (
  bytes: Bytes,
  start: number,
  length: number,
  position: number,
) => Promise<number> | number;

/** Reads of a descriptor in Node's thread pool: other than opening a file, they may wait for a disk. */
export function readDescriptor(fd: number): ReadSome {
  return (bytes, start, length, position) =>
    new Promise((resolve, reject) => {
      read(fd, bytes, start, length, position, (error, bytesRead) => {
        if (error) reject(error);
        else resolve(bytesRead);
      });
    });
}

/** Reads of a descriptor that the thread waits for. */
export function readDescriptorNow(fd: number): ReadSome {
  return (bytes, start, length, position) => readSync(fd, bytes, start, length, position);
}

/** Reads of an open file, which waits for them before it closes. */
export function readHandle(handle: FileHandle): ReadSome {
  return async (bytes, start, length, position) =>
    (await handle.read(bytes, start, length, position)).bytesRead;
}

/** Memory of so many bytes. */
export type Allocate = (byteLength: number) => Bytes;

/**
 * Exactly the bytes of `span`, in memory of their own unless `allocate` gives other. The caller has compared the span
 * with the file's size.
 */
export async function readExactly(
  readSome: ReadSome,
  key: string,
  { offset, length }: Span,
  options?: CallOptions,
  allocate: Allocate = ownMemory,
): Promise<Bytes> {
  const bytes = roomFor(key, length, allocate);
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

function ownMemory(byteLength: number): Bytes {
  return new Uint8Array(byteLength);
}

function roomFor(key: string, length: number, allocate: Allocate): Bytes {
  try {
    return allocate(length);
  } catch (cause) {
    throw new StorageError(
      "store",
      `Cannot read ${key}: ${length} bytes do not fit in memory`,
      { key },
      { cause },
    );
  }
}
