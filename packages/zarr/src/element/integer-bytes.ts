/**
 * Bytes in documents as lists of integers.
 *
 * @module
 */

import type { Bytes, Json } from "@chunkwright/core";

/** The bytes of a list of integers from 0 to 255; `undefined` for anything else. */
export function bytesOfIntegers(json: Json): Bytes | undefined {
  if (!Array.isArray(json)) return undefined;
  const isByte = (value: Json) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
  return json.every(isByte) ? Uint8Array.from(json, Number) : undefined;
}
