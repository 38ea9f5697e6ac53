/**
 * How much room metadata will take, before there are any.
 *
 * @module
 */

import { type ArrayInfo, elementCount, gridShape } from "@chunkwright/core";
import { chunkBtreeByteLength } from "./print-chunk-btree.ts";

/** Header, link and attributes of an object, as a rule. */
const OBJECT_BYTES = 6144;

/** For `reservedBytes`: that of all chunks of `arrays`, and of as many groups with attributes of a common size. */
export function metadataByteLength(arrays: readonly ArrayInfo[]): number {
  return arrays.reduce(
    (sum, info) => sum + 2 * OBJECT_BYTES + chunkBtreeByteLength(info, elementCount(gridShape(info))),
    OBJECT_BYTES,
  );
}
