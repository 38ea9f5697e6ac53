/**
 * Errors about Blosc 2 chunks.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

export function badChunk(fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot decode a Blosc 2 chunk: ${fact}`, { format: "blosc2" });
}

export function unsupportedChunk(feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot decode a Blosc 2 chunk: it has ${feature}`, {
    format: "blosc2",
    feature,
  });
}
