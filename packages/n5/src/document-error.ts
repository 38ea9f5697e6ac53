/**
 * What is wrong with an `attributes.json` or a block: the key, and the fact.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/** A value that contradicts the specification. */
export function invalidN5(key: string, fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read ${key}: ${fact}`, {
    format: "n5",
    section: "N5 File-system specification",
  });
}

/** A value that asks for what is not implemented here. `feature` names it. */
export function unsupportedN5(key: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot read ${key}: ${feature} is not supported`, {
    format: "n5",
    feature,
  });
}

/** An array that N5 has no way to describe. */
export function unwritableN5(key: string, feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot write ${key}: N5 has no ${feature}`, {
    format: "n5",
    feature,
  });
}
