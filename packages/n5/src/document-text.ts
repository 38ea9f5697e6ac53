/**
 * `attributes.json` as it is stored.
 *
 * @module
 */

import type { Bytes, JsonObject } from "@chunkwright/core";

/** Indented, since people read and edit it. */
export function printAttributes(document: JsonObject): Bytes {
  return new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`);
}
