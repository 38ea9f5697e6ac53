/**
 * A local file kept open for positional reads.
 *
 * @module
 */

import { lstat } from "node:fs/promises";
import { resolve } from "node:path";
import { type ByteSource, StorageError } from "@chunkwright/core";
import { resolveRange } from "../resolve-range.ts";
import { fileFailure } from "./file-failure.ts";
import { openRegular } from "./open-regular.ts";
import { readExactly, readHandle } from "./read-exactly.ts";
import { fileMemory } from "./read-memory.ts";

/** A local file, open for reading. */
export interface FsFile extends ByteSource {
  /** Waits for reads in flight. Closing twice is harmless; reading afterwards rejects with "store". */
  close(): Promise<void>;
}

/** Opens a regular file for reading; "not-found" if there is none. Reads reject if the file has shrunk since. */
export async function openFsFile(path: string): Promise<FsFile> {
  const file = await openRegular(path).catch((error: unknown) => {
    throw fileFailure(`Cannot open ${path}`, path, error);
  });
  if (!file) {
    const isThere = await lstat(path).then(
      () => true,
      () => false,
    );
    const fact = isThere ? "it is not a regular file" : "there is no such file";
    throw new StorageError("not-found", `Cannot open ${path}: ${fact}`, { path });
  }
  const { handle, size, version } = file;
  return {
    size,
    origin: { kind: "file", path: resolve(path), size, version },
    async read(offset, length, options) {
      options?.signal?.throwIfAborted();
      try {
        return await readExactly(
          readHandle(handle),
          path,
          resolveRange(path, { offset, length }, size),
          options,
        );
      } catch (error) {
        if (options?.signal?.aborted && error === options.signal.reason) throw error;
        throw fileFailure(`Cannot read ${length} bytes at ${offset} of ${path}`, path, error);
      }
    },
    release: fileMemory.release,
    close: () => handle.close(),
  };
}
