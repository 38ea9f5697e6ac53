/**
 * Equality of JSON values.
 *
 * @module
 */

import type { Json } from "../types.ts";
import { isJsonArray } from "./parse-json.ts";

/** Whether two JSON values are equal: key order does not matter, and a member that is `undefined` counts as absent. */
export function jsonEquals(a: Json | undefined, b: Json | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isJsonArray(a) || isJsonArray(b)) {
    return (
      isJsonArray(a) &&
      isJsonArray(b) &&
      a.length === b.length &&
      a.every((item, i) => jsonEquals(item, b[i]))
    );
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => jsonEquals(member(a, key), member(b, key)));
}

function member(object: Json, key: string): Json | undefined {
  return typeof object === "object" && object !== null && !isJsonArray(object) && Object.hasOwn(object, key)
    ? object[key]
    : undefined;
}
