/**
 * Images whose pixels lie in the file as one C-order array.
 *
 * @module
 */

import { type CallOptions, chunkIndices, gridShape } from "@chunkwright/core";
import { subsampling } from "./chroma-subsampling.ts";
import { COMPRESSION_NONE } from "./compression.ts";
import { type Image, storedByteLength } from "./image.ts";
import { storedShape } from "./image-layout.ts";
import { sampleType } from "./sample-type.ts";

/**
 * Offset of the first pixel, if the strips are neither compressed nor bit-reversed and follow each other, as far as the
 * file of `fileSize` bytes goes: small files can claim billions of strips.
 */
export async function contiguousOffset(
  image: Image,
  fileSize: number,
  options?: CallOptions,
): Promise<number | undefined> {
  const { fields, layout, table } = image;
  if (layout.isTiled || fields.compression !== COMPRESSION_NONE) return undefined;
  if (fields.predictor !== 1 || fields.fillOrder !== 1) return undefined;
  const sample = sampleType(fields);
  if (sample.isPacked || sample.convertedFrom !== undefined || subsampling(fields)) return undefined;
  let number = 0;
  let first: number | undefined;
  let end = 0;
  for (const index of chunkIndices(gridShape(layout))) {
    const { offset } = await table.place(number, options);
    first ??= offset;
    if (offset === 0 || (number > 0 && offset !== end)) return undefined;
    end = offset + storedByteLength(image, sample, storedShape(layout, index));
    if (end > fileSize) break;
    number += 1;
  }
  return first;
}
