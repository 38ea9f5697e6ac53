/**
 * A local file written at any offset, which appears under its name when it is complete.
 *
 * @module
 */

import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type ByteSink, type ByteSource, type Bytes, StorageError } from "@chunkwright/core";
import { fileFailure } from "./file-failure.ts";
import { readExactly, readHandle } from "./read-exactly.ts";
import { createTemporary, writeFully } from "./write-file.ts";

export interface FsFileSink extends ByteSink {
  /** Exactly the bytes that have been written there, until `close`. */
  readonly read: ByteSource["read"];
  /** Removes what was written; the name stays as it was. Harmless after `close` and after another `abort`. */
  abort(): Promise<void>;
}

/**
 * Creates the directories above `path` and a temporary file beside it. `close` waits for the writes, flushes
 * them to the disk and renames, replacing an older file; if any write failed it removes the file and rejects
 * with that failure. Bytes that were never written between others are zero.
 */
export async function createFsFile(path: string): Promise<FsFileSink> {
  const target = resolve(path);
  const failure = (error: unknown) => fileFailure(`Cannot write ${path}`, path, error);
  const file = await prepare(target).catch((error: unknown) => {
    throw failure(error);
  });
  const writes = new Set<Promise<void>>();
  let failed: { readonly error: unknown } | undefined;
  let ending: Promise<void> | undefined;
  let aborted = false;

  const write = async (offset: number, bytes: Bytes): Promise<void> => {
    const writing = writeFully(file.handle, offset, bytes);
    writes.add(writing);
    try {
      await writing;
    } catch (error) {
      failed ??= { error: failure(error) };
      throw failed.error;
    } finally {
      writes.delete(writing);
    }
  };
  const finish = async (): Promise<void> => {
    await Promise.allSettled(writes);
    try {
      if (failed) throw failed.error;
      await file.publish(true);
    } catch (error) {
      await file.discard();
      throw failure(error);
    }
  };
  const discard = async (): Promise<void> => {
    await Promise.allSettled(writes);
    await file.discard();
  };
  return {
    keepsNothing: true,
    async write(offset, bytes, options) {
      options?.signal?.throwIfAborted();
      if (ending) throw failure(new Error("it is closed"));
      if (!Number.isSafeInteger(offset) || offset < 0) {
        throw new RangeError(`Cannot write ${path} at ${offset}: this is no offset`);
      }
      await write(offset, bytes);
    },
    async read(offset, length, options) {
      options?.signal?.throwIfAborted();
      try {
        return await readExactly(readHandle(file.handle), path, { offset, length }, options);
      } catch (error) {
        if (options?.signal?.aborted && error === options.signal.reason) throw error;
        throw fileFailure(`Cannot read ${length} bytes at ${offset} of ${path}`, path, error);
      }
    },
    close() {
      if (aborted) return Promise.reject(failure(new Error("it was aborted")));
      ending ??= finish();
      return ending;
    },
    async abort() {
      aborted ||= ending === undefined;
      ending ??= discard();
      await ending.catch(() => {});
    },
  };
}

async function prepare(target: string) {
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory())
    throw new StorageError("exists", `Cannot write ${target}: it is a directory`, { path: target });
  await mkdir(dirname(target), { recursive: true });
  return createTemporary(target);
}
