/**
 * OME-NGFF metadata of a group in the notation of a version.
 *
 * @module
 */

import { type CallOptions, type Group, isStorageError, type JsonObject } from "@chunkwright/core";
import { migrateNgff, type NgffVersion } from "@chunkwright/ome";

export interface SpelledAttributes {
  readonly attributes: JsonObject;
  /** False for attributes that only resemble OME-NGFF, such as N5's with x first, which stay as they are. */
  readonly isNgff: boolean;
}

/** Rejects with "unsupported" for what the version has no place for. */
export async function spellNgff(
  group: Group,
  path: string,
  version: NgffVersion,
  options: CallOptions,
): Promise<SpelledAttributes> {
  try {
    return { attributes: await migrateNgff(group, path, version, options), isNgff: true };
  } catch (error) {
    if (!isStorageError(error, "invalid-data")) throw error;
    return { attributes: group.attributes, isNgff: false };
  }
}
