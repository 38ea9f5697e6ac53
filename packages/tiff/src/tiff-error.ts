/**
 * The two ways in which a TIFF file cannot be read.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/** Where the contradiction lies and which part of the specification it contradicts. */
export interface TiffPlace {
  readonly offset?: number;
  readonly section?: string;
}

export function invalidTiff(message: string, place: TiffPlace = {}): StorageError {
  return new StorageError("invalid-data", message, { format: "tiff", ...place });
}

export function unsupportedTiff(message: string, feature: string): StorageError {
  return new StorageError("unsupported", message, { format: "tiff", feature });
}
