/**
 * OME-NGFF metadata of a group in the notation of a version.
 *
 * @module
 */

import { type Group, isStorageError, type JsonObject } from "@chunkwright/core";
import { type MigrateOptions, migrateNgff, type NgffVersion } from "@chunkwright/ome";

export interface SpelledAttributes {
  readonly attributes: JsonObject;
  /** False for attributes that only resemble OME-NGFF, such as N5's with x first, which stay as they are. */
  readonly isNgff: boolean;
}

/** Rejects with "unsupported" for what the version has no place for, and `onLoss` is not called with. */
export async function spellNgff(
  group: Group,
  path: string,
  version: NgffVersion,
  options: MigrateOptions,
): Promise<SpelledAttributes> {
  try {
    return { attributes: await migrateNgff(group, path, version, options), isNgff: true };
  } catch (error) {
    if (!isStorageError(error, "invalid-data")) throw error;
    return { attributes: group.attributes, isNgff: false };
  }
}
