/**
 * Errors with the name by which the user knows what they are about.
 *
 * @module
 */

import { isStorageError, StorageError } from "@chunkwright/core";

/**
 * Readers and writers of a format know of its inside, and of temporary places: a `StorageError` whose message lacks
 * `name` says first that one cannot `action`. Any other error stays as it is.
 */
export function withName(action: string, name: string, error: unknown): unknown {
  if (!isStorageError(error) || error.message.includes(name)) return error;
  const { code, context, message } = error;
  return new StorageError(code, `Cannot ${action}: ${message}`, context, { cause: error });
}
