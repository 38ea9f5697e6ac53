/**
 * New chunks: of zeroes, of one value, and in shared memory.
 *
 * @module
 */

import { byteSize, createElements, fillElements, viewElements } from "../data-type.ts";
import { elementCount } from "../grid.ts";
import type { Chunk, DataType, Scalar, Shape } from "../types.ts";

/** A chunk of zeroes. */
export function createChunk<T extends DataType>(dataType: T, shape: Shape): Chunk<T> {
  return { dataType, shape, data: createElements(dataType, elementCount(shape)) } as Chunk<T>;
}

/** A chunk of one value: with the array's fill value, what an absent chunk stands for. */
export function filledChunk(dataType: DataType, shape: Shape, fillValue: Scalar): Chunk {
  return { dataType, shape, data: fillElements(dataType, elementCount(shape), fillValue) } as Chunk;
}

/**
 * A chunk of zeroes in a SharedArrayBuffer, which pool workers access directly, or in an ArrayBuffer where the platform
 * has no SharedArrayBuffer. Throws "unsupported" for variable-length types.
 */
export function sharedChunk<T extends DataType>(dataType: T, shape: Shape): Chunk<T> {
  const count = elementCount(shape);
  const Memory: ArrayBufferConstructor | SharedArrayBufferConstructor =
    typeof SharedArrayBuffer === "undefined" ? ArrayBuffer : SharedArrayBuffer;
  const memory: ArrayBufferLike = new Memory(count * byteSize(dataType));
  // Typed arrays work the same over shared memory, which `DataTypes` has no types for.
  const bytes = new Uint8Array(memory as ArrayBuffer);
  return { dataType, shape, data: viewElements(dataType, bytes, count) } as Chunk<T>;
}
