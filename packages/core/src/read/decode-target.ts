/**
 * Copying a decoded chunk to its `DecodeTarget`.
 *
 * @module
 */

import { copyRegion } from "../chunk/copy-region.ts";
import { byteSize, viewElements } from "../data-type.ts";
import { checkRegion, elementCount } from "../grid.ts";
import type { Chunk, DecodeTarget, EncodedChunk } from "../types.ts";

/** Throws `RangeError` unless a chunk of this type and shape covers the target's region and the buffer has room. */
export function checkTarget(
  { dataType, shape }: Pick<EncodedChunk, "dataType" | "shape">,
  target: DecodeTarget,
): void {
  checkRegion(target.shape, target.region);
  checkRegion(shape, { start: chunkStart(target), shape: target.region.shape });
  const elementSize = byteSize(dataType);
  const byteLength = elementCount(target.shape) * elementSize;
  const { buffer, byteOffset } = target;
  if (byteOffset % elementSize !== 0) {
    throw new RangeError(`Target offset ${byteOffset} is not a multiple of ${elementSize} bytes`);
  }
  if (!(byteOffset >= 0 && byteOffset + byteLength <= buffer.byteLength)) {
    throw new RangeError(
      `A target of ${byteLength} bytes from ${byteOffset} is outside its buffer of ${buffer.byteLength} bytes`,
    );
  }
}

/** Copies the elements of `chunk` that belong in the target's region. Throws `RangeError` as `checkTarget` does. */
export function copyToTarget(chunk: Chunk, target: DecodeTarget): void {
  checkTarget(chunk, target);
  const { dataType } = chunk;
  const { buffer, byteOffset, shape, region } = target;
  const count = elementCount(shape);
  // Typed arrays work the same over shared memory, which `DataTypes` has no types for.
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, count * byteSize(dataType));
  const whole = { dataType, shape, data: viewElements(dataType, bytes, count) } as Chunk;
  copyRegion({ chunk, start: chunkStart(target) }, { chunk: whole, start: region.start }, region.shape);
}

function chunkStart({ chunkStart, region }: DecodeTarget): readonly number[] {
  return chunkStart ?? region.shape.map(() => 0);
}
