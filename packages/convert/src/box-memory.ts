/**
 * Memory for boxes of decoded elements, shared with workers and used again: fresh memory costs page faults and
 * collections, and elements that are passed between threads are fresh each time.
 *
 * @module
 */

import {
  type Bytes,
  bytesOf,
  type Chunk,
  createChunk,
  type DataType,
  elementCount,
  isFixed,
  type Shape,
  sharedChunk,
  viewElements,
} from "@chunkwright/core";

export interface BoxMemory {
  /** A chunk with arbitrary elements. */
  take(shape: Shape): Chunk;
  /** Takes back a chunk that nothing uses any more. */
  give(chunk: Chunk): void;
}

/**
 * Memory for chunks of at most `mostElements`, which `create` makes. Those of elements without a fixed size are not used
 * again.
 */
export function boxMemory(
  dataType: DataType,
  mostElements: number,
  create: typeof createChunk = sharedChunk,
): BoxMemory {
  if (!isFixed(dataType)) return unsharedMemory(dataType);
  const free: Bytes[] = [];
  return {
    take(shape) {
      const bytes = free.pop() ?? bytesOf(create(dataType, [mostElements]).data);
      return { dataType, shape, data: viewElements(dataType, bytes, elementCount(shape)) } as Chunk;
    },
    give({ data }) {
      if (!Array.isArray(data)) free.push(new Uint8Array(data.buffer));
    },
  };
}

/** Memory for chunks that are given away, and not taken back. */
export function unsharedMemory(dataType: DataType): BoxMemory {
  return { take: (shape) => createChunk(dataType, shape), give: () => {} };
}
