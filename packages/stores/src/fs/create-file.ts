/**
 * A local file that is written at any offset and gets its name when it is complete.
 *
 * @module
 */

import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import {
  type ByteSink,
  type ByteSource,
  isStorageError,
  type LentFile,
  StorageError,
  type WriteOutcome,
} from "@chunkwright/core";
import { fileFailure } from "./file-failure.ts";
import { lentFile } from "./lent-file.ts";
import { readExactly, readHandle } from "./read-exactly.ts";
import { createTemporary, writeFully } from "./write-file.ts";

/** A local file being written; it gets its name when it is closed. */
export interface FsFileSink extends ByteSink {
  /** Reads back what has been written, until `close`. */
  readonly read: ByteSource["read"];
  /** Discards what was written; an existing file of that name is kept. Does nothing after `close` or `abort`. */
  abort(): Promise<void>;
}

/**
 * A flush to the disk is started each time this many bytes were written, so that `close` has little left to wait for: 2
 * ms instead of 12 for 28 MB (`bench tiff`).
 */
const FLUSH_BYTES = 2 ** 23;

/**
 * Creates the directories above `path` and a temporary file next to it. `close` waits for the writes, flushes the file
 * to the disk and renames it to `path`, replacing an older file; if a write failed, it removes the file and rejects
 * with that failure. Gaps between written bytes are zero.
 */
export async function createFsFile(path: string): Promise<FsFileSink> {
  const target = resolve(path);
  const failure = (error: unknown) => fileFailure(`Cannot write ${path}`, path, error);
  const file = await prepare(target).catch((error: unknown) => {
    throw failure(error);
  });
  /** Writes and flushes that have not settled. */
  const inFlight = new Set<Promise<unknown>>();
  let failed: { readonly error: unknown } | undefined;
  let ending: Promise<void> | undefined;
  let aborted = false;
  let lent: LentFile | undefined;
  let unflushed = 0;
  let isFlushing = false;

  const track = async <T>(work: Promise<T>, isFailure = (_error: unknown) => true): Promise<T> => {
    inFlight.add(work);
    try {
      return await work;
    } catch (error) {
      if (!isFailure(error)) throw error;
      failed ??= { error: failure(error) };
      throw failed.error;
    } finally {
      inFlight.delete(work);
    }
  };
  const flushIfMany = (byteLength: number): void => {
    unflushed += byteLength;
    if (unflushed < FLUSH_BYTES || isFlushing || ending) return;
    unflushed = 0;
    isFlushing = true;
    const done = () => {
      isFlushing = false;
    };
    // A failure is kept for `close`: the system reports lost writes only once.
    track(file.handle.datasync()).then(done, done);
  };
  const finish = async (): Promise<void> => {
    await Promise.allSettled(inFlight);
    try {
      if (failed) throw failed.error;
      await file.publish(true);
    } catch (error) {
      await file.discard();
      throw failure(error);
    }
  };
  const discard = async (): Promise<void> => {
    await Promise.allSettled(inFlight);
    await file.discard();
  };
  return {
    keepsNothing: true,
    async write(offset, bytes, options) {
      options?.signal?.throwIfAborted();
      if (ending) throw failure(new Error("it is closed"));
      if (!Number.isSafeInteger(offset) || offset < 0) {
        throw new RangeError(`Cannot write ${path} at ${offset}: not an offset`);
      }
      await track(writeFully(file.handle, offset, bytes));
      flushIfMany(bytes.byteLength);
    },
    async lend(write) {
      if (ending) throw failure(new Error("it is closed"));
      lent ??= lentFile(file.handle.fd, path);
      const outcome: WriteOutcome = await track(write(lent), (error) => isStorageError(error, "store"));
      if (outcome !== "refused") flushIfMany(outcome.length);
      return outcome;
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
