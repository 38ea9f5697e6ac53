/**
 * The images of an HDF5 file, in whichever dialect it is written.
 *
 * @module
 */

import type { Group } from "@chunkwright/core";
import { readBdvImages } from "../bdv/bdv-images.ts";
import { type BesideOptions, readBdvSibling } from "../bdv/bdv-sibling.ts";
import type { ImageCollection } from "../image-model.ts";
import { isImaris, readImarisImages } from "../imaris/imaris-images.ts";
import { type ReadNgffImagesOptions, readNgffImages } from "../ngff/ngff-images.ts";
import { readCellH5 } from "./cellh5-images.ts";
import { readIlastik } from "./ilastik-images.ts";

/** Options of `readHdf5Images`. */
export interface ReadHdf5ImagesOptions extends ReadNgffImagesOptions, BesideOptions {
  /** Name of an image for which the file has none. */
  readonly name?: string | undefined;
}

/**
 * Looks at the root group of a file: Imaris, OME-NGFF, BigDataViewer, whose XML is the file beside it by the same
 * name, CellH5, ilastik. `undefined` if nothing there is an image: then it holds only arrays, as in Photon-HDF5 and
 * netCDF-4.
 */
export async function readHdf5Images(
  root: Group,
  options: ReadHdf5ImagesOptions = {},
): Promise<ImageCollection | undefined> {
  if (isImaris(root)) return readImarisImages(root, options);
  const { signal, name } = options;
  const ngff = await readNgffImages(root, options);
  if (ngff) return ngff;
  const views = await readBdvImages(root, await readBdvSibling("hdf5", options), { signal, name });
  if (views) return views;
  const positions = await readCellH5(root, { signal });
  if (positions.images.length > 0) return positions;
  const images = await readIlastik(root, { signal, name });
  return images.length > 0 ? { images } : undefined;
}
