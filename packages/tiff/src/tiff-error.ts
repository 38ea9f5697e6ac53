/**
 * Errors about TIFF files, and how to ignore those that do not matter.
 *
 * @module
 */

import { isStorageError, StorageError } from "@chunkwright/core";

/** Where the contradiction lies and which part of the specification it contradicts. */
export interface TiffPlace {
  readonly offset?: number;
  readonly section?: string;
}

export function invalidTiff(message: string, place: TiffPlace = {}): StorageError {
  return new StorageError("invalid-data", message, { format: "tiff", ...place });
}

/** The result of `reading`; `undefined` if it rejects with "invalid-data": for fields that no element depends on. */
export async function unlessInvalid<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isStorageError(error, "invalid-data")) return undefined;
    throw error;
  }
}

export function unsupportedTiff(message: string, feature: string): StorageError {
  return new StorageError("unsupported", message, { format: "tiff", feature });
}
