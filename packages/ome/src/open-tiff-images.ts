/**
 * The images of any TIFF file, whichever dialect says what its pages mean.
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
import type { ImageCollection } from "./image-model.ts";
import type { TiffPages } from "./tiff-pages.ts";

export interface OpenTiffImagesOptions extends CallOptions {
  /** Name of an image that the file itself does not name. */
  readonly name?: string;
  /** Opens a TIFF file in the same directory, for OME-TIFF over several files; `undefined` if there is none. */
  readonly openFile?: (fileName: string) => Promise<TiffPages | undefined>;
  /** Reads a file in the same directory, for OME-XML in a companion file; `undefined` if there is none. */
  readonly readFile?: (fileName: string) => Promise<Bytes | undefined>;
}

/** Opens the images of a TIFF file: OME-TIFF, ImageJ hyperstack, or the pages as they come. */
export async function openTiffImages(
  _file: TiffPages,
  _options: OpenTiffImagesOptions = {},
): Promise<ImageCollection> {
  throw new Error("not yet");
}
