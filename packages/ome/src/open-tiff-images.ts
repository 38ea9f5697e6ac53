/**
 * The images of any TIFF file, whichever dialect says what its pages mean.
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
import type { ImageCollection } from "./image-model.ts";
import { isImageJ, openImageJ } from "./imagej.ts";
import { openOmeTiff } from "./ome-tiff.ts";
import { isOmeXml } from "./parse-ome-xml.ts";
import { openPlainTiff } from "./plain-tiff.ts";
import type { TiffPages } from "./tiff-pages.ts";

export interface OpenTiffImagesOptions extends CallOptions {
  /** Name of an image that the file itself does not name. */
  readonly name?: string | undefined;
  /** Opens a TIFF file in the same directory, for OME-TIFF over several files; `undefined` if there is none. */
  readonly openFile?: ((fileName: string) => Promise<TiffPages | undefined>) | undefined;
  /** Reads a file in the same directory, for OME-XML in a companion file; `undefined` if there is none. */
  readonly readFile?: ((fileName: string) => Promise<Bytes | undefined>) | undefined;
}

/**
 * Opens the images of a TIFF file as its first ImageDescription says: OME-TIFF, ImageJ hyperstack, or else the pages
 * as they come. Rejects with `StorageError` for files that contradict their description.
 */
export async function openTiffImages(
  file: TiffPages,
  options: OpenTiffImagesOptions = {},
): Promise<ImageCollection> {
  const { description } = await file.ifd(0, options);
  if (description !== undefined && isOmeXml(description)) return openOmeTiff(file, description, options);
  if (description !== undefined && isImageJ(description)) return openImageJ(file, description, options);
  return openPlainTiff(file, options);
}
