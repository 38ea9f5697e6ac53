/**
 * Shapes in documents: bounded lists of bounded integers.
 *
 * @module
 */

import { type Json, type Shape, showJson } from "@chunkwright/core";
import { invalidDocument } from "./document-error.ts";

/** Arrays of more axes are refused, as NumPy 1 did. */
const MAX_RANK = 32;

/** `value` as a list of integers from `minimum` to 2^53 - 1, `rank` of them where that is known. */
export function shapeMember(
  key: string,
  member: string,
  value: Json | undefined,
  { minimum, rank }: { readonly minimum: number; readonly rank?: number },
): Shape {
  if (!Array.isArray(value))
    throw invalidDocument(key, `"${member}" is ${showJson(value)}, not a list of integers`);
  if (value.length > MAX_RANK)
    throw invalidDocument(key, `"${member}" has ${value.length} axes, over ${MAX_RANK}`);
  if (rank !== undefined && value.length !== rank) {
    throw invalidDocument(key, `"${member}" has ${value.length} axes where "shape" has ${rank}`);
  }
  const lengths: number[] = [];
  for (const length of value) {
    if (typeof length !== "number" || !Number.isSafeInteger(length) || length < minimum) {
      throw invalidDocument(
        key,
        `"${member}" holds ${showJson(length)}, not an integer of at least ${minimum}`,
      );
    }
    lengths.push(length);
  }
  return lengths;
}
