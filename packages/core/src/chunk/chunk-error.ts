/**
 * Adds to a codec's error which chunk of which array it failed on.
 *
 * @module
 */

import { isStorageError, StorageError } from "../storage-error.ts";
import type { ChunkIndex } from "../types.ts";

/**
 * A "codec" error naming chunk `index` of the array at `path`, with `error` as its cause; any other error unchanged.
 */
export function chunkError(error: unknown, path: string, index: ChunkIndex): unknown {
  if (!isStorageError(error, "codec")) return error;
  const where = path === "" ? `chunk [${index}]` : `chunk [${index}] of ${path}`;
  const message = `Cannot read ${where}: ${error.message}`;
  return new StorageError("codec", message, { ...error.context, index }, { cause: error });
}
