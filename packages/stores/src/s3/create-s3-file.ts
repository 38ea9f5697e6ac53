/**
 * One object written at rising offsets: an upload in parts. Amazon S3 User Guide, "Multipart upload".
 *
 * @module
 */

import { type ByteSink, type Bytes, StorageError } from "@chunkwright/core";
import { checkKey } from "../store-key.ts";
import { multipartUpload } from "./multipart-upload.ts";
import { putObject } from "./put-object.ts";
import { type S3Options, s3Settings } from "./s3-options.ts";

export interface S3SinkOptions extends S3Options {
  readonly key: string;
  /** Length of a part: S3 wants at least 5 MiB and takes 10,000 of them. 16 MiB, so up to 156 GiB, unless told. */
  readonly partBytes?: number;
}

export interface S3FileSink extends ByteSink {
  /** Gives up the upload; the object stays as it was. Harmless after `close`. */
  abort(): Promise<void>;
}

const MAX_PARTS = 10_000;

/** Parts on their way at a time: more only wait for one another. */
const MAX_PENDING = 4;

/**
 * The object appears when `close` resolves, replacing an older one; a failed upload is aborted. Writes go to the
 * first part or forward of all parts that are full: what a format patches at its start, it can; elsewhere behind is
 * "unsupported". Bytes that were never written between others are zero. An object below one part is one request.
 */
export function createS3File(options: S3SinkOptions): S3FileSink {
  const { key, partBytes = 16 * 1024 * 1024 } = options;
  checkKey(key);
  if (!Number.isSafeInteger(partBytes) || partBytes < 1)
    throw new RangeError(`A part cannot have ${partBytes} bytes`);
  const settings = s3Settings(options);
  const upload = multipartUpload(settings, key);
  /** Parts that may still be written into: the first, and the last. */
  const open = new Map<number, Bytes>();
  const pending = new Set<Promise<void>>();
  let end = 0;
  /** The first part that is neither sent nor being sent. The one at the start, 0, is sent last. */
  let next = 1;
  let failed: { readonly error: unknown } | undefined;
  let ending: Promise<void> | undefined;
  let aborted = false;

  function send(index: number, part: Bytes): void {
    const sending = upload
      .put(index + 1, part)
      .catch((error: unknown) => {
        failed ??= { error };
      })
      .finally(() => pending.delete(sending));
    pending.add(sending);
  }

  /** Sends the parts but the first that are full. */
  function seal(): void {
    const full = Math.floor(end / partBytes);
    for (; next < full; next += 1) {
      send(next, open.get(next) ?? new Uint8Array(partBytes));
      open.delete(next);
    }
  }

  function copyIn(offset: number, bytes: Bytes): void {
    for (let done = 0; done < bytes.byteLength; ) {
      const index = Math.floor((offset + done) / partBytes);
      const part = open.get(index) ?? new Uint8Array(partBytes);
      open.set(index, part);
      const start = offset + done - index * partBytes;
      const length = Math.min(bytes.byteLength - done, partBytes - start);
      part.set(bytes.subarray(done, done + length), start);
      done += length;
    }
  }

  function throwIfFailed(): void {
    if (failed) throw failed.error;
  }

  async function finish(): Promise<void> {
    if (end <= partBytes) {
      await putObject(settings, key, key, (open.get(0) ?? new Uint8Array(0)).slice(0, end), undefined);
      return;
    }
    try {
      throwIfFailed();
      send(0, open.get(0) ?? new Uint8Array(partBytes));
      const rest = end - next * partBytes;
      if (rest > 0) send(next, (open.get(next) ?? new Uint8Array(partBytes)).slice(0, rest));
      await Promise.all(pending);
      throwIfFailed();
      await upload.complete();
    } catch (error) {
      await upload.abort();
      throw error;
    }
  }

  const failure = (fact: string) => new StorageError("store", `Cannot write ${key}: ${fact}`, { key });
  return {
    async write(offset, bytes, call) {
      call?.signal?.throwIfAborted();
      if (ending) throw failure("it is closed");
      throwIfFailed();
      if (!Number.isSafeInteger(offset) || offset < 0) {
        throw new RangeError(`Cannot write ${key} at ${offset}: this is no offset`);
      }
      const last = offset + bytes.byteLength;
      if (next > 1 && last > partBytes && offset < next * partBytes) {
        throw new StorageError("unsupported", `Cannot write ${key} at ${offset}: that part is on its way`, {
          format: "s3",
          feature: "writing at random offsets",
        });
      }
      if (last > MAX_PARTS * partBytes) {
        throw failure(`${last} bytes are more than ${MAX_PARTS} parts of ${partBytes}: choose longer parts`);
      }
      copyIn(offset, bytes);
      end = Math.max(end, last);
      seal();
      while (pending.size >= MAX_PENDING) await Promise.race(pending);
      throwIfFailed();
    },
    close() {
      if (aborted) return Promise.reject(failure("it was aborted"));
      ending ??= finish();
      return ending;
    },
    async abort() {
      if (ending) {
        await ending.catch(() => {});
        return;
      }
      aborted = true;
      ending = Promise.all(pending).then(() => upload.abort());
      await ending;
    },
  };
}
