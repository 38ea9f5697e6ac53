/**
 * What is wrong with a metadata document: the file, the member and the fact.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/** A document that contradicts its specification. */
export function invalidDocument(key: string, fact: string, section?: string): StorageError<"invalid-data"> {
  const context = section === undefined ? { format: "zarr" } : { format: "zarr", section };
  return new StorageError("invalid-data", `Cannot read ${key}: ${fact}`, context);
}

/** A document that requires what is not implemented here. `feature` names it. */
export function unsupportedDocument(key: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot read ${key}: ${feature} is not supported`, {
    format: "zarr",
    feature,
  });
}

/** An array that the format, or the writer here, has no way to describe. */
export function unwritableDocument(key: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot write ${key}: ${feature} is not supported`, {
    format: "zarr",
    feature,
  });
}
