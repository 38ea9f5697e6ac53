/**
 * One object written at ascending offsets, by multipart upload. Amazon S3 User Guide, "Multipart upload".
 *
 * @module
 */

import { type ByteSink, type Bytes, StorageError } from "@chunkwright/core";
import { checkKey } from "../store-key.ts";
import { multipartUpload } from "./multipart-upload.ts";
import { putObject } from "./put-object.ts";
import { type S3Options, s3Settings } from "./s3-options.ts";

/** Options of `createS3File`. */
export interface S3SinkOptions extends S3Options {
  readonly key: string;
  /** Length of a part: S3 requires at least 5 MiB and accepts 10,000 parts. 16 MiB by default, so up to 156 GiB. */
  readonly partBytes?: number;
  /** This many bytes at the start stay writable until `close`, and in memory; one part by default. */
  readonly headBytes?: number;
}

/** An object being written; it appears when the sink is closed. */
export interface S3FileSink extends ByteSink {
  /** Abandons the upload; an existing object is kept. Does nothing after `close`. */
  abort(): Promise<void>;
}

const MAX_PARTS = 10_000;

/** Parts uploaded at a time: more do not make it faster. */
const MAX_PENDING = 4;

/**
 * The object appears when `close` resolves, replacing an older one; a failed upload is aborted. Writes go to the head,
 * so that formats can patch their headers, or after all parts already uploaded; other writes are "unsupported". Gaps
 * between written bytes are zero. An object of up to one part takes one request.
 */
export function createS3File(options: S3SinkOptions): S3FileSink {
  const { key, partBytes = 16 * 1024 * 1024, headBytes = 0 } = options;
  checkKey(key);
  if (!Number.isSafeInteger(partBytes) || partBytes < 1)
    throw new RangeError(`A part cannot have ${partBytes} bytes`);
  const headParts = Math.max(1, Math.ceil(headBytes / partBytes));
  const settings = s3Settings(options);
  const upload = multipartUpload(settings, key);
  /** Parts that can still be written to: those of the head, and the last. */
  const open = new Map<number, Bytes>();
  const pending = new Set<Promise<void>>();
  let end = 0;
  /** The first part after the head that is neither uploaded nor being uploaded. The head is uploaded last. */
  let next = headParts;
  let failed: { readonly error: unknown } | undefined;
  let ending: Promise<void> | undefined;
  let aborted = false;

  function send(index: number): void {
    const part = open.get(index) ?? new Uint8Array(partBytes);
    open.delete(index);
    const sending = upload
      .put(index + 1, part.subarray(0, end - index * partBytes))
      .catch((error: unknown) => {
        failed ??= { error };
      })
      .finally(() => pending.delete(sending));
    pending.add(sending);
  }

  /** Uploads the parts after the head that are full. */
  function seal(): void {
    for (; (next + 1) * partBytes <= end; next += 1) send(next);
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
      for (let index = 0; index * partBytes < end; index = index + 1 === headParts ? next : index + 1) {
        send(index);
        while (pending.size >= MAX_PENDING) await Promise.race(pending);
      }
      await Promise.all(pending);
      throwIfFailed();
      await upload.complete();
    } catch (error) {
      await Promise.all(pending);
      await upload.abort();
      throw error;
    }
  }

  const failure = (fact: string) => new StorageError("store", `Cannot write ${key}: ${fact}`, { key });
  return {
    keepsNothing: true,
    async write(offset, bytes, call) {
      call?.signal?.throwIfAborted();
      if (ending) throw failure("it is closed");
      throwIfFailed();
      if (!Number.isSafeInteger(offset) || offset < 0) {
        throw new RangeError(`Cannot write ${key} at ${offset}: not an offset`);
      }
      const last = offset + bytes.byteLength;
      if (next > headParts && last > headParts * partBytes && offset < next * partBytes) {
        throw new StorageError(
          "unsupported",
          `Cannot write ${key} at ${offset}: that part has been uploaded`,
          {
            format: "s3",
            feature: "writing at random offsets",
          },
        );
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
