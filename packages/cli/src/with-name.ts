/**
 * Errors that contain the name by which the user knows their subject.
 *
 * @module
 */

import { isStorageError, StorageError } from "@chunkwright/core";

/**
 * Readers and writers know only the inside of a file, and temporary places: a `StorageError` whose message lacks
 * `name` is wrapped in one that says what cannot be done, the `action`. Any other error stays as it is.
 */
export function withName(action: string, name: string, error: unknown): unknown {
  if (!isStorageError(error) || error.message.includes(name)) return error;
  const { code, context, message } = error;
  return new StorageError(code, `Cannot ${action}: ${message}`, context, { cause: error });
}
