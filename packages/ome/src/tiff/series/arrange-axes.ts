/**
 * An array with its axes in an order that others share.
 *
 * @module
 */

import { type ChunkSource, insertAxes, permute } from "@chunkwright/core";
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
