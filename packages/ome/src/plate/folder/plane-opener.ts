/**
 * Opening the planes of a plate: files, pages of files, or tiles of their pictures.
 *
 * @module
 */

import { type ChunkSource, isStorageError, StorageError } from "@chunkwright/core";
import type { Image } from "../../image-model.ts";
import { memoize } from "../../memoize.ts";
import { assembleImage, ONE_PLANE, onePage, taggedSizes } from "../../tiff/assemble-image.ts";
import { type ImageFile, inFile, OPEN_FILES, openImageFile } from "../../tiff/series/open-image-file.ts";
import { openStored, type ReadSeriesOptions } from "../../tiff/series/series-options.ts";
import { montageTile } from "./montage-tile.ts";
import { type ListedPlane, nameOfPlane, type PlateListing } from "./plate-listing.ts";
import { openPngFile } from "./png-file.ts";

/** A function that opens planes. It keeps the most recent files open, since planes may share one. */
export function planeOpener(
  { format, pixelsOf }: PlateListing,
  options: ReadSeriesOptions,
): (plane: ListedPlane) => Promise<ImageFile> {
  const openWhole = memoize(OPEN_FILES, (path: string) =>
    /\.png$/i.test(path) ? openPngFile(path, options) : openImageFile(path, options),
  );
  const openPages = memoize(OPEN_FILES, async (path: string) => {
    return options.openTiff(await openStored(path, options), { name: path });
  });
  const openPage = async (name: string, path: string, n: number): Promise<Image> => {
    const pages = await openPages(path);
    try {
      const page = await pages.ifd(n);
      const sizes = taggedSizes(page);
      return assembleImage({ name, counts: ONE_PLANE, levels: [onePage(page)], sizes, format });
    } catch (error) {
      if (!isStorageError(error, "not-found")) throw inFile(name, error);
      const message = `Cannot read ${name}: ${error.message}`;
      throw new StorageError("invalid-data", message, { format: "tiff" }, { cause: error });
    }
  };
  return async (plane) => {
    const { path, page, tile } = plane;
    const name = nameOfPlane(plane);
    const whole = page === undefined ? (await openWhole(path)).image : await openPage(name, path, page);
    const part = tile ? withPixels(whole, (source) => montageTile(source, tile, name)) : whole;
    return { path: name, image: pixelsOf ? withPixels(part, pixelsOf) : part };
  };
}

/** The finest level with other pixels. */
function withPixels(image: Image, pixelsOf: (source: ChunkSource) => ChunkSource): Image {
  const [finest] = image.levels;
  return { ...image, levels: [{ ...finest, source: pixelsOf(finest.source) }] };
}
