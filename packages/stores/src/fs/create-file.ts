/**
 * Creating a local file.
 *
 * @module
 */

import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { StorageError } from "@chunkwright/core";
import { fileFailure } from "./file-failure.ts";
import { fileNameFault } from "./file-name.ts";
import { type FsFileSink, fileSink } from "./file-sink.ts";
import { createTemporary, type TemporaryFile } from "./write-file.ts";

/**
 * Creates the directories above `path` and a temporary file next to it. `close` waits for the writes, flushes the file
 * to the disk and renames it to `path`, replacing an older file; if a write failed, it removes the file and rejects
 * with that failure. Gaps between written bytes are zero.
 */
export async function createFsFile(path: string): Promise<FsFileSink> {
  const file = await prepare(resolve(path)).catch((error: unknown) => {
    throw fileFailure(`Cannot write ${path}`, path, error);
  });
  return fileSink(file, path, true);
}

async function prepare(target: string): Promise<TemporaryFile> {
  const fault = fileNameFault(basename(target));
  if (fault) throw new Error(fault);
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory())
    throw new StorageError("exists", `Cannot write ${target}: it is a directory`, { path: target });
  await mkdir(dirname(target), { recursive: true });
  return createTemporary(target);
}
