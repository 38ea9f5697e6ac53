/**
 * The units that elements are copied in: integers of one, two or four bytes, so that all bits survive.
 *
 * @module
 */

import { byteSize, bytesOf, isFixed, wordSize } from "../data-type.ts";
import type { Chunk, DataType, Shape } from "../types.ts";

/** Integers, which keep NaN payloads as floats would not, or the values themselves for variable-length types. */
export type Units = Uint8Array | Uint16Array | Uint32Array | unknown[];

/** Units in one element. */
export function unitsPerElement(dataType: DataType): number {
  if (!isFixed(dataType)) return 1;
  return byteSize(dataType) / Math.min(wordSize(dataType), 4);
}

/** A chunk's elements as units, over the same memory. */
export function unitsOf(chunk: Chunk): Units {
  if (Array.isArray(chunk.data)) return chunk.data;
  const bytes = bytesOf(chunk.data);
  switch (wordSize(chunk.dataType)) {
    case 1:
      return bytes;
    case 2:
      return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
    default:
      return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  }
}

/** Units between neighbours along each axis of a C-order array. */
export function strides(shape: Shape, units: number): number[] {
  const result = shape.map(() => units);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) result[axis] = result[axis + 1]! * shape[axis + 1]!;
  return result;
}
