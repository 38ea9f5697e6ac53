/**
 * The members of a JSON object.
 *
 * @module
 */

import type { Json, JsonObject } from "../types.ts";

/** Names and values, without members that are `undefined`, which count as absent as in `JSON.stringify`. */
export function jsonMembers(object: JsonObject): [name: string, value: Json][] {
  const isPresent = (entry: [string, Json | undefined]): entry is [string, Json] => entry[1] !== undefined;
  return Object.entries(object).filter(isPresent);
}
