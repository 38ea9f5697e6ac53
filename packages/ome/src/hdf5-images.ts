/**
 * The images of an HDF5 file, in whichever dialect it is written.
 *
 * @module
 */

import type { Group } from "@chunkwright/core";
import type { ImageCollection } from "./image-model.ts";
import { isImaris, readImaris } from "./imaris-images.ts";
import { type ReadNgffOptions, readNgff } from "./read-ngff.ts";

export interface ReadHdf5ImagesOptions extends ReadNgffOptions {
  /** Of an image that the file gives none. */
  readonly name?: string | undefined;
}

/** Looks at the root group of a file: OME-NGFF, Imaris. `undefined` if nothing there is an image. */
export async function readHdf5Images(
  root: Group,
  options: ReadHdf5ImagesOptions = {},
): Promise<ImageCollection | undefined> {
  if (isImaris(root)) return readImaris(root, options);
  return readNgff(root, options);
}
