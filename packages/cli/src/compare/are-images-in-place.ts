/**
 * Whether the images of a hierarchy are described by OME-NGFF, which readers of every format know.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { OpenedSource } from "../opened-source.ts";

/**
 * True if every image is a group of OME-NGFF, or there is none: then a copy of the hierarchy in another format has
 * the same images. False for the dialects of a format, which only its readers know; Zarr has none.
 */
export async function areImagesInPlace(source: OpenedSource, options: CallOptions): Promise<boolean> {
  if (source.format.startsWith("Zarr")) return true;
  const collection = await source.images(options);
  return collection?.images.every(({ path }) => path !== undefined) ?? true;
}
