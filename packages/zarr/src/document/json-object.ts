/**
 * Members of documents that have to be objects.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "@chunkwright/core";

/** `value` if it is an object. */
export function jsonObject(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}
