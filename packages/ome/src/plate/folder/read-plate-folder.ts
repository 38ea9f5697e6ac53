/**
 * Plates that instruments write as a folder of TIFF files with an index.
 *
 * @module
 */

import { StorageError, storeBelow } from "@chunkwright/core";
import type { ImageCollection } from "../../image-model.ts";
import type { ReadSeriesOptions } from "../../tiff/series/series-options.ts";
import { openPlateListing } from "./open-listing.ts";
import { PLATE_FORMATS, type PlateFormat, plateFormatOf } from "./plate-formats.ts";

/** A plate and its fields as images. */
export interface PlateFolder extends ImageCollection {
  readonly format: PlateFormat;
}

/**
 * Opens the plate whose index is stored under that key, beside its files: an image for each field of its wells. The
 * first file of each field is opened; others are, and are held to be like it, as their chunks are read. All fields have the times,
 * channels and slices that any of them has: planes without a file have absent chunks, with a warning. Rejects with
 * "not-found" if there is no such file, or no file of planes, and with "unsupported" if it is not the index of a plate.
 */
export async function readPlateFolder(index: string, options: ReadSeriesOptions): Promise<PlateFolder> {
  const bytes = await options.store.get(index, options);
  if (!bytes) throw new StorageError("not-found", `Cannot find ${index}`, { path: index });
  const end = index.lastIndexOf("/") + 1;
  const fileName = index.slice(end);
  const format = plateFormatOf(bytes, fileName);
  if (!format) {
    throw new StorageError("unsupported", `Cannot read ${index} as the index of a plate: it is none`, {
      format: "plate",
      feature: "files that are no index",
    });
  }
  const ofFolder = { ...options, store: storeBelow(options.store, index.slice(0, end)) };
  const listing = await PLATE_FORMATS[format].readListing({ bytes, fileName }, ofFolder);
  return { format, ...(await openPlateListing(listing, ofFolder)) };
}
