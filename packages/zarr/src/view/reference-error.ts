/**
 * What is wrong with a document of references.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

export function invalidReferences(fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read references: ${fact}`, {
    format: "references",
    section: "Kerchunk, References specification",
  });
}

export function unsupportedReferences(feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot read references: ${feature} is not supported`, {
    format: "references",
    feature,
  });
}
