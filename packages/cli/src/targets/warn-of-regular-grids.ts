/**
 * What is to be said where chunks that differ in size become chunks that do not.
 *
 * @module
 */

import type { ArrayInfo } from "@chunkwright/core";
import type { Host } from "../host.ts";

/** Says it once, if the grid of any source is not the target's; a target without one has regular grids. */
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
