/**
 * Errors about archives.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";

/** "invalid-data": the archive contradicts the section of APPNOTE 6.3.10, or itself. */
export function invalidZip(action: string, fact: string, section: string, offset?: number): StorageError {
  return new StorageError("invalid-data", `Cannot ${action}: ${fact}`, {
    format: "zip",
    section: `APPNOTE ${section}`,
    ...(offset !== undefined && { offset }),
  });
}

/** "unsupported": legal, but not implemented. */
export function unsupportedZip(action: string, feature: string): StorageError {
  return new StorageError("unsupported", `Cannot ${action}: ${feature} is not supported`, {
    format: "zip",
    feature,
  });
}
