/**
 * A local file that is written at any offset and gets its name when it is complete.
 *
 * @module
 */

import {
  type ByteSource,
  isStorageError,
  type LentFile,
  type ValueSink,
  type WriteOutcome,
} from "@chunkwright/core";
import { fileFailure } from "./file-failure.ts";
import { lentFile } from "./lent-file.ts";
import { readExactly, readHandle } from "./read-exactly.ts";
import { type TemporaryFile, writeFully } from "./write-file.ts";

/** A local file being written; it gets its name when it is closed. */
export interface FsFileSink extends ValueSink {
  /** Reads back what has been written, until `close`. */
  readonly read: ByteSource["read"];
}

/**
 * A flush to the disk is started each time this many bytes were written, so that `close` has little left to wait for: 2
 * ms instead of 12 for 28 MB (`bench tiff`).
 */
const FLUSH_BYTES = 2 ** 23;

/** Removes the files of sinks that nobody can close any more: each method of a sink, while it runs too, keeps it alive. */
const dropped = new FinalizationRegistry<TemporaryFile>((file) => {
  file.discard().catch(() => {});
});

/** A sink into `file`, which `path` names in errors. With `sync` it is flushed to the disk before it gets its name. */
export function fileSink(file: TemporaryFile, path: string, sync: boolean): FsFileSink {
  const failure = (error: unknown) => fileFailure(`Cannot write ${path}`, path, error);
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
    if (!sync || unflushed < FLUSH_BYTES || isFlushing || ending) return;
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
    dropped.unregister(sink);
    try {
      if (failed) throw failed.error;
      await file.publish(sync);
    } catch (error) {
      await file.discard();
      throw failure(error);
    }
  };
  const discard = async (): Promise<void> => {
    await Promise.allSettled(inFlight);
    dropped.unregister(sink);
    await file.discard();
  };
  const sink: FsFileSink = {
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
  dropped.register(sink, file, sink);
  return sink;
}
