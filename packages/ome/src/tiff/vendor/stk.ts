/**
 * MetaMorph STK: one IFD for all planes, which follow each other. "MetaMorph Stack (STK) Image File Format" (2005).
 *
 * @module
 */

import type { ImageCollection } from "../../image-model.ts";
import { assembleImage, taggedSizes } from "../assemble-image.ts";
import type { TiffPages } from "../tiff-pages.ts";
import { isPositive } from "../tiff-resolution.ts";
import type { DialectOptions } from "../unread-pages.ts";

const FORMAT = "stk";
/** Counts planes; its values are six LONGs of each, a distance along z as a rational first. */
export const UIC2_TAG = 33_629;

/** Opens the stack, along z if the first plane has a distance, else along t. */
export async function readStk(
  file: TiffPages,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const template = await file.ifd(0, options);
  const numbers = (await template.tag(UIC2_TAG, options))?.numbers ?? new Float64Array(1);
  const [distance] = numbers;
  const isDeep = isPositive(distance);
  const counts = { t: isDeep ? 1 : numbers.length, c: 1, z: isDeep ? numbers.length : 1 };
  const image = assembleImage({
    name,
    counts,
    levels: [{ template, open: ({ t, z }) => template.stackedPlane(Math.max(t, z)) }],
    sizes: { ...taggedSizes(template), ...(isDeep && { z: { size: distance, unit: "micrometer" } }) },
    format: FORMAT,
  });
  return { images: [image] };
}
