/**
 * The two ways in which a TIFF file cannot be read, and what to do where that does not matter.
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

/** What `reading` gives; `undefined` where that is "invalid-data": for what no element depends on. */
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
