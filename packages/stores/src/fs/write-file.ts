/**
 * Atomic file creation: a file is written under a temporary name in the same directory, then renamed.
 *
 * @module
 */

import { writeSync } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Bytes } from "@chunkwright/core";
import { moveFile } from "./move-file.ts";
import { temporaryName } from "./temporary-name.ts";

export interface TemporaryFile {
  readonly handle: FileHandle;
  /** Closes the file and renames it, replacing an existing one. With `sync` it is flushed to the disk first. */
  publish(sync: boolean): Promise<void>;
  /** Closes and removes the file. */
  discard(): Promise<void>;
}

/** A new, empty file that will become `path`, open for writing and reading. */
export async function createTemporary(path: string): Promise<TemporaryFile> {
  const temporaryPath = join(dirname(path), temporaryName());
  const handle = await open(temporaryPath, "wx+");
  return {
    handle,
    async publish(sync) {
      if (sync) await handle.sync();
      await handle.close();
      await moveFile(temporaryPath, path);
      if (sync) await syncDirectory(dirname(path));
    },
    async discard() {
      await handle.close().catch(() => {});
      await rm(temporaryPath, { force: true, maxRetries: 3 });
    },
  };
}

/** Node writes less than 2 GiB per call. */
const MAX_WRITE_BYTES = 2 ** 30;

/** Writes all of `bytes` at `offset`, in as many calls as that takes. */
export async function writeFully(handle: FileHandle, offset: number, bytes: Bytes): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const length = Math.min(bytes.byteLength - done, MAX_WRITE_BYTES);
    done += (await handle.write(bytes, done, length, offset + done)).bytesWritten;
  }
}

/** As `writeFully`, but synchronously. */
export function writeFullyNow(descriptor: number, offset: number, bytes: Bytes): void {
  let done = 0;
  while (done < bytes.byteLength) {
    const length = Math.min(bytes.byteLength - done, MAX_WRITE_BYTES);
    done += writeSync(descriptor, bytes, done, length, offset + done);
  }
}

/** A rename survives a power cut only once its directory is flushed. Not possible on Windows, nor needed there. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
