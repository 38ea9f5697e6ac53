/**
 * Positional reads that give all the bytes asked for, or fail.
 *
 * @module
 */

import type { FileHandle } from "node:fs/promises";
import { type Bytes, type CallOptions, StorageError } from "@chunkwright/core";
import type { Span } from "../resolve-range.ts";

/** Node reads less than 2 GiB a call. */
const MAX_READ_BYTES = 2 ** 30;

/** Exactly the bytes of `span`, in memory of their own. The caller has compared the span with the file's size. */
export async function readExactly(
  handle: FileHandle,
  key: string,
  { offset, length }: Span,
  options?: CallOptions,
): Promise<Bytes> {
  const bytes = allocate(key, length);
  let done = 0;
  while (done < length) {
    options?.signal?.throwIfAborted();
    const { bytesRead } = await handle.read(
      bytes,
      done,
      Math.min(length - done, MAX_READ_BYTES),
      offset + done,
    );
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

function allocate(key: string, length: number): Bytes {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new StorageError(
      "store",
      `Cannot read ${key}: ${length} bytes do not fit in memory`,
      { key },
      { cause },
    );
  }
}
