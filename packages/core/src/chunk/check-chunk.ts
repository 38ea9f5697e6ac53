/**
 * Checks that a chunk given to a sink or a coder is of the type, shape and size expected there.
 *
 * @module
 */

import { byteSize, isFixed } from "../data-type.ts";
import { checkRegion, elementCount } from "../grid.ts";
import { jsonEquals } from "../text/json-equals.ts";
import type { ArrayInfo, Chunk, ChunkIndex, ChunkPart, EncodedChunk, Shape } from "../types.ts";
import { canCopy } from "./codec-equality.ts";

/** Throws `TypeError` unless `chunk` is a full chunk of the array. */
export function checkChunk({ dataType, chunkShape }: ArrayInfo, chunk: Chunk): void {
  if (chunk.dataType === dataType && jsonEquals(chunk.shape, chunkShape)) return;
  throw new TypeError(
    `Cannot write a chunk of [${chunk.shape}] ${chunk.dataType} among those of [${chunkShape}] ${dataType}`,
  );
}

/** Throws `TypeError` unless a chunk holds as many elements as its shape says. */
export function checkElements({ dataType, shape, data }: Chunk): void {
  const count = elementCount(shape);
  const wanted = isFixed(dataType) ? count * byteSize(dataType) : count;
  const given = Array.isArray(data) ? data.length : data.byteLength;
  if (given !== wanted) {
    const unit = isFixed(dataType) ? "bytes" : "elements";
    throw new TypeError(`A chunk of [${shape}] ${dataType} elements has ${given} ${unit}, not ${wanted}`);
  }
}

/** Throws `RangeError` unless the part lies inside its array and fits a chunk of `shape`. Calls `checkElements`. */
export function checkPart({ chunk, region }: ChunkPart, shape: Shape): void {
  checkElements(chunk);
  checkRegion(chunk.shape, region);
  checkRegion(shape, { start: region.start.map(() => 0), shape: region.shape });
}

/** Throws `TypeError` unless the elements of `part` have the array's type; otherwise as `checkPart`. */
export function checkPartOf({ dataType, chunkShape }: ArrayInfo, part: ChunkPart): void {
  if (part.chunk.dataType !== dataType) {
    throw new TypeError(`Cannot write ${part.chunk.dataType} elements among those of ${dataType}`);
  }
  checkPart(part, chunkShape);
}

/** Throws `TypeError` unless the bytes of `encoded` may be stored as chunk `index` of the array. */
export function checkEncodedChunk(info: ArrayInfo, index: ChunkIndex, encoded: EncodedChunk): void {
  if (canCopy(encoded, info)) return;
  throw new TypeError(`Cannot store encoded chunk [${index}] as it is: its type, shape or codecs differ`);
}
