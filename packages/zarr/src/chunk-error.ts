/**
 * Where a codec failed.
 *
 * @module
 */

import { type ChunkIndex, isStorageError, StorageError } from "@chunkwright/core";

/** A "codec" error that says which chunk of which array failed; anything else as it is. */
export function chunkError(error: unknown, path: string, index: ChunkIndex): unknown {
  if (!isStorageError(error, "codec")) return error;
  const { codec, direction } = error.context;
  const where = path === "" ? `chunk [${index}]` : `chunk [${index}] of ${path}`;
  return new StorageError(
    "codec",
    `Cannot read ${where}: ${error.message}`,
    { codec, direction, index },
    { cause: error },
  );
}
