/**
 * Elements as the units that they are copied in, without a look at their values.
 *
 * @module
 */

import { byteSize, bytesOf, isFixed, wordSize } from "../data-type.ts";
import type { Chunk, DataType, Shape } from "../types.ts";

/** What elements are moved as, whatever they mean: integers, exact for NaN payloads too, or values of any length. */
export type Units = Uint8Array | Uint16Array | Uint32Array | unknown[];

/** How many of `unitsOf` make an element. */
export function unitsPerElement(dataType: DataType): number {
  if (!isFixed(dataType)) return 1;
  return byteSize(dataType) / Math.min(wordSize(dataType), 4);
}

/** A chunk's elements as integers, over the same memory; those of variable length as they are. */
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
