/**
 * Where a codec failed.
 *
 * @module
 */

import { isStorageError, StorageError } from "../storage-error.ts";
import type { ChunkIndex } from "../types.ts";

/** `error` with the chunk and the array at `path` that it is about if it is a "codec" error; any other as it is. */
export function chunkError(error: unknown, path: string, index: ChunkIndex): unknown {
  if (!isStorageError(error, "codec")) return error;
  const where = path === "" ? `chunk [${index}]` : `chunk [${index}] of ${path}`;
  const message = `Cannot read ${where}: ${error.message}`;
  return new StorageError("codec", message, { ...error.context, index }, { cause: error });
}
