/**
 * The images of any TIFF file, whichever dialect says what its pages mean.
 *
 * @module
 */

import { type Bytes, type CallOptions, isStorageError } from "@chunkwright/core";
import { openDescribedPages } from "./described-pages.ts";
import type { ImageCollection } from "./image-model.ts";
import { isImageJ, openImageJ } from "./imagej.ts";
import { openOmeTiff } from "./ome-tiff.ts";
import { isOmeXml, parseOmeXml } from "./parse-ome-xml.ts";
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
 * Opens the images of a TIFF file as its first ImageDescription says: OME-TIFF, a description of our own,
 * ImageJ hyperstack, or else the pages as they come; so too, with a warning, if the companion file is missing that alone knows what the pages mean.
 * Rejects with `StorageError` for files that contradict their description.
 */
export async function openTiffImages(
  file: TiffPages,
  options: OpenTiffImagesOptions = {},
): Promise<ImageCollection> {
  const { description } = await file.ifd(0, options);
  if (description !== undefined && isOmeXml(description)) {
    try {
      return await openOmeTiff(file, description, options);
    } catch (error) {
      if (!isStorageError(error, "not-found") || !parseOmeXml(description).binaryOnly) throw error;
      const warning = `${error.message}: its pages are taken as they come`;
      return { ...(await openPlainTiff(file, options)), warnings: [warning] };
    }
  }
  const described = await openDescribedPages(file, options);
  if (described) return described;
  if (description !== undefined && isImageJ(description)) return openImageJ(file, description, options);
  return openPlainTiff(file, options);
}
