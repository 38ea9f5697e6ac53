/**
 * Arrays with their axes in an order that others share.
 *
 * @module
 */

import { type ChunkSource, insertAxes, permute } from "@chunkwright/core";

/**
 * The array, whose axes are called `own`, with the axes `names`: reordered, and of length 1 where it lacks one. All of
 * its own axes are among `names`.
 */
export function arrangeAxes(
  source: ChunkSource,
  own: readonly string[],
  names: readonly string[],
): ChunkSource {
  const order = names.flatMap((name) => (own.includes(name) ? [own.indexOf(name)] : []));
  const lacking = names.flatMap((name, axis) => (own.includes(name) ? [] : [axis]));
  return insertAxes(permute(source, order), lacking);
}
