/**
 * The warning that chunks of different sizes become regular ones.
 *
 * @module
 */

import type { ArrayInfo } from "@chunkwright/core";
import type { Host } from "../host.ts";

/** Warns once, if the grid of any source is not kept; a target without one has regular grids. */
export function warnOfRegularGrids(
  copies: Iterable<readonly [source: ArrayInfo, target?: ArrayInfo]>,
  host: Host,
): void {
  for (const [source, target] of copies) {
    if (!source.edgeLengths || target?.edgeLengths) continue;
    host.warn("chunks that differ in size become regular ones");
    return;
  }
}
