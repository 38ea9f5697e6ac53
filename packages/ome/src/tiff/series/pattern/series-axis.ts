/**
 * The values along one axis of a pattern of file names.
 *
 * @module
 */

import { distinctValues, withGaps } from "../axis-values.ts";
import { type FileAxis, isNumbered, type PatternBlock } from "./file-pattern.ts";

export interface SeriesAxis {
  readonly name: FileAxis;
  /** Spelled as in the first file that has it; a number that no file has is in plain digits. */
  readonly values: readonly string[];
}

/**
 * The axis of a block of these `values`, where files have those in `found`. Listed values are in the order of the list, others
 * in their own. Numbers along t, z, y and x that are missing between others have a place too, unless the block is "gapless".
 * Throws "invalid-data" if these would be more than those that are there.
 */
export function seriesAxis(
  name: FileAxis,
  values: PatternBlock["values"],
  found: Iterable<string>,
): SeriesAxis {
  if (typeof values !== "string") return { name, values: values.spelled };
  const distinct = distinctValues(found);
  return { name, values: isNumbered(name) && values === "found" ? withGaps(name, distinct) : distinct };
}
