/**
 * Chunks that need not be stored, because they hold nothing but the fill value.
 *
 * @module
 */

import {
  type ArrayInfo,
  bytesOf,
  type Chunk,
  filledChunk,
  isFixed,
  type Scalar,
  scalarEquals,
} from "@chunkwright/core";

/** Whether all elements of a chunk, padding included, are the fill value, bit for bit. */
export function fillChecker({
  dataType,
  chunkShape,
  fillValue,
}: Pick<ArrayInfo, "dataType" | "chunkShape" | "fillValue">): (chunk: Chunk) => boolean {
  if (!isFixed(dataType)) {
    return ({ data }) => Array.isArray(data) && data.every((value: Scalar) => scalarEquals(value, fillValue));
  }
  const fill = bytesOf(filledChunk(dataType, chunkShape, fillValue).data);
  return ({ data }) => {
    const bytes = bytesOf(data);
    return bytes.byteLength === fill.byteLength && bytes.every((byte, i) => byte === fill[i]);
  };
}
