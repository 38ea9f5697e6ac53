/**
 * Errors about JPEG streams.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

export function badJpeg(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode JPEG: ${fact}`, {
    format: "jpeg",
    section: "ITU-T T.81 §B",
  });
}

export function unsupportedJpeg(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode JPEG: it has ${feature}`, {
    format: "jpeg",
    feature,
  });
}
