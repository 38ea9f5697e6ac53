/**
 * TIFF files that hold one image each, which a series or a plate consists of.
 *
 * @module
 */

import { type Bytes, isStorageError, StorageError } from "@chunkwright/core";
import type { Image } from "../../image-model.ts";
import { parseOmeXml } from "../../ome-xml/parse-ome-xml.ts";
import { readTiffImages } from "../tiff-images.ts";
import { openStored, type ReadSeriesOptions } from "./series-options.ts";

/** A file, and the image that it holds. */
export interface ImageFile {
  readonly path: string;
  readonly image: Image;
}

/**
 * How many files are remembered with their IFDs once they have been opened. Where planes lie along one axis in files and along a
 * slower one in their pages, reading in the order of the axes visits all files in turn, over and over again.
 */
export const OPEN_FILES = 128;

/**
 * The only image of a file. Rejects with "unsupported" for files of several images, and for parts of a multi-file OME-TIFF;
 * with the error of the first page that cannot be read, if there is one. Errors name the file.
 */
export async function openImageFile(path: string, options: ReadSeriesOptions): Promise<ImageFile> {
  const file = await openStored(path, options);
  try {
    const pages = await options.openTiff(file, { name: path });
    const { images, unread = [], omeXml } = await readTiffImages(pages);
    const [image, ...others] = images;
    if (unread[0]) throw unread[0].error;
    if (!image || others.length > 0) throw unjoinable(path, "it holds several images");
    if (omeXml && filesIn(omeXml) > 1) {
      throw unjoinable(path, "its OME-XML describes several files: open it alone");
    }
    return { path, image };
  } catch (error) {
    throw inFile(path, error);
  }
}

/** An error in reading a file, with the path in its message. */
export function inFile(path: string, error: unknown): unknown {
  if (!isStorageError(error) || error.message.includes(path)) return error;
  const { code, context, message } = error;
  return new StorageError(code, `Cannot read ${path}: ${message}`, context, { cause: error });
}

/** Files over which an OME-XML document spreads its planes. */
function filesIn(omeXml: Bytes): number {
  const { images } = parseOmeXml(new TextDecoder().decode(omeXml));
  const named = images.flatMap(({ pixels }) =>
    pixels.tiffData.flatMap(({ fileName, uuid }) => fileName ?? uuid ?? []),
  );
  return new Set(named).size;
}

function unjoinable(path: string, fact: string): StorageError {
  return new StorageError("unsupported", `Cannot join ${path} with other files: ${fact}`, {
    format: "tiff",
    feature: "series of files that hold several images, or parts of one",
  });
}
