/**
 * The images of an HDF5 file, in whichever dialect it is written.
 *
 * @module
 */

import type { Bytes, Group } from "@chunkwright/core";
import type { BdvDocument } from "./bdv-document.ts";
import { readBdv } from "./bdv-images.ts";
import { readCellH5 } from "./cellh5-images.ts";
import { readIlastik } from "./ilastik-images.ts";
import type { ImageCollection } from "./image-model.ts";
import { isImaris, readImaris } from "./imaris-images.ts";
import { isBdvXml, parseBdv } from "./parse-bdv.ts";
import { type ReadNgffOptions, readNgff } from "./read-ngff.ts";

export interface ReadHdf5ImagesOptions extends ReadNgffOptions {
  /** Of an image that the file gives none. */
  readonly name?: string | undefined;
  /** The file's own, by which a document beside it names it. */
  readonly fileName?: string | undefined;
  /** Reads a file beside this one; `undefined` if it is not there. */
  readonly readSibling?: ((fileName: string) => Promise<Bytes | undefined>) | undefined;
}

/**
 * Looks at the root group of a file: Imaris, OME-NGFF, BigDataViewer, whose XML is the file beside it by the same name,
 * CellH5, ilastik. `undefined` if nothing there is an image: then there are arrays, as in Photon-HDF5 and netCDF-4.
 */
export async function readHdf5Images(
  root: Group,
  options: ReadHdf5ImagesOptions = {},
): Promise<ImageCollection | undefined> {
  if (isImaris(root)) return readImaris(root, options);
  const { signal, name } = options;
  const ngff = await readNgff(root, options);
  if (ngff) return ngff;
  const views = await readBdv(root, await readDocument(options), { signal, name });
  if (views) return views;
  const wells = await readCellH5(root, { signal });
  const images = wells.length > 0 ? wells : await readIlastik(root, { signal, name });
  return images.length > 0 ? { images } : undefined;
}

/** `undefined` unless there is one, and it names this file. */
async function readDocument({
  fileName,
  readSibling,
}: ReadHdf5ImagesOptions): Promise<BdvDocument | undefined> {
  if (fileName === undefined) return undefined;
  const bytes = await readSibling?.(fileName.replace(/\.[^.]*$/, ".xml"));
  const text = bytes && new TextDecoder().decode(bytes);
  if (text === undefined || !isBdvXml(text)) return undefined;
  const document = parseBdv(text);
  return document.file.split(/[/\\]/).at(-1) === fileName ? document : undefined;
}
