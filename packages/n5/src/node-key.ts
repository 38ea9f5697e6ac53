/**
 * Keys of groups, datasets and their blocks.
 *
 * @module
 */

import { type ChunkIndex, joinPath } from "@chunkwright/core";

/** The attributes of a group or dataset. N5 File-system specification, item 2. */
export function attributesKey(path: string): string {
  return joinPath(path, "attributes.json");
}

/**
 * The block that holds chunk `index`: its position in the grid, first axis (our last) first. N5 File-system
 * specification, item 5. tensorstore keeps the only block of an array without axes under "0".
 */
export function blockKey(path: string, index: ChunkIndex): string {
  return joinPath(path, index.length === 0 ? "0" : index.toReversed().join("/"));
}
