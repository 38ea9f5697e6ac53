/**
 * JSON that may be damaged, or of somebody else, and does not hide the image that it is kept with.
 *
 * @module
 */

import { type Bytes, isStorageError, type Json, parseJson } from "@chunkwright/core";

/** The value, or `undefined` for what is not JSON. */
export function parseLeniently(document: Bytes | string): Json | undefined {
  try {
    return parseJson(
      typeof document === "string" ? new TextEncoder().encode(document) : document,
      "a document",
    );
  } catch (error) {
    if (isStorageError(error, "invalid-data")) return undefined;
    throw error;
  }
}
