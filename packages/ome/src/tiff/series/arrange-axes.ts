/**
 * An array with its axes in an order that others share.
 *
 * @module
 */

import { type Axis, type ChunkSource, insertAxes, permute } from "@chunkwright/core";
import type { AxisName } from "../page-stack.ts";

/** The array, whose axes are `own`, with the axes `names`, of which those that it lacks have length 1. */
export function arrangeAxes(
  source: ChunkSource,
  own: readonly string[],
  names: readonly AxisName[],
): ChunkSource {
  const order = names.flatMap((axis) => (own.includes(axis) ? [own.indexOf(axis)] : []));
  const lacking = names.flatMap((axis, i) => (own.includes(axis) ? [] : [i]));
  return insertAxes(permute(source, order), lacking);
}

/** The axes of a series, in their order. */
export const SERIES_AXES: readonly AxisName[] = ["t", "c", "z", "y", "x"];

export function modelAxis(name: AxisName, unit: string | undefined): Axis {
  const type = name === "t" ? "time" : name === "c" ? "channel" : "space";
  return { name, type, ...(unit !== undefined && { unit }) };
}
