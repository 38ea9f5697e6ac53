/**
 * What notes keep as bytes of HDF5, in base64.
 *
 * @module
 */

import { decodeBase64, isStorageError, type Json } from "@chunkwright/core";
import { FieldReader } from "../../file/field-reader.ts";

const SIZES = { sizeOfOffsets: 8, sizeOfLengths: 8 };

/** `undefined` for what is not there, or is none. */
export function parseNoted<T>(json: Json | undefined, parse: (fields: FieldReader) => T): T | undefined {
  const bytes = typeof json === "string" ? decodeBase64(json) : undefined;
  if (!bytes) return undefined;
  try {
    return parse(new FieldReader(bytes, "a note", SIZES));
  } catch (error) {
    if (isStorageError(error, "invalid-data", "unsupported")) return undefined;
    throw error;
  }
}
