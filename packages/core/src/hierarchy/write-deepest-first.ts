/**
 * Writing the documents of groups so that no reader finds a group before what is in it.
 *
 * @module
 */

import { mapConcurrently } from "../map-concurrently.ts";
import { pathDepth } from "./node-path.ts";

/** Groups whose documents are written at a time: on a server, each takes a round trip. */
const IN_FLIGHT = 16;

/**
 * Calls `write` for each of `groups`, several of one depth at a time, and for those around them once they are written:
 * the root's, if there is one, comes last.
 */
export async function writeDeepestFirst<T extends { readonly path: string }>(
  groups: readonly T[],
  write: (group: T) => Promise<void>,
): Promise<void> {
  const byDepth: T[][] = [];
  for (const group of groups) {
    const depth = pathDepth(group.path);
    byDepth[depth] ??= [];
    byDepth[depth].push(group);
  }
  for (const together of byDepth.reverse()) {
    if (together) await mapConcurrently(together, write, { concurrency: IN_FLIGHT });
  }
}
