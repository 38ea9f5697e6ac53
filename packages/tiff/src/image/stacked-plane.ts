/**
 * Planes without IFDs: those of ImageJ stacks over 4 GB and of MetaMorph stacks follow the first one's pixels.
 *
 * @module
 */

import { type CallOptions, elementCount } from "@chunkwright/core";
import { invalidTiff, unsupportedTiff } from "../tiff-error.ts";
import { contiguousOffset } from "./contiguous-offset.ts";
import { type Image, storedByteLength } from "./image.ts";
import { sampleType } from "./sample-type.ts";

/** The image of plane `n`, whose tiles or strips all lie `n` planes further on than those of `image`. */
export async function stackedImage(
  image: Image,
  n: number,
  fileSize: number,
  options?: CallOptions,
): Promise<Image> {
  const what = `plane ${n} behind ${image.path}`;
  const first = await contiguousOffset(image, fileSize, options);
  if (first === undefined) {
    throw unsupportedTiff(
      `Cannot read ${what}: the planes are compressed, tiled or scattered`,
      "planes without IFDs",
    );
  }
  const { shape } = image.layout;
  const planes = image.layout.sampleAxis === "first" ? shape[0]! : 1;
  const planeShape = image.layout.sampleAxis === "first" ? [1, ...shape.slice(1)] : shape;
  const byteLength = planes * storedByteLength(image, sampleType(image.fields), planeShape);
  if (elementCount(shape) === 0 || first + (n + 1) * byteLength > fileSize) {
    throw invalidTiff(`Cannot read ${what}: it would end beyond the file of ${fileSize} bytes`, {
      offset: first,
    });
  }
  const table = {
    async place(number: number, placeOptions?: CallOptions) {
      const { offset } = await image.table.place(number, placeOptions);
      // Some files state the byte count of all planes together. Without compression it is not needed.
      return { offset: offset + n * byteLength, byteCount: undefined };
    },
  };
  return { ...image, path: `${image.path}, plane ${n}`, table };
}
