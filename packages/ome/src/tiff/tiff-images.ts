/**
 * The images of any TIFF file, whichever dialect says what its pages mean.
 *
 * @module
 */

import { type Bytes, isStorageError } from "@chunkwright/core";
import type { ImageCollection } from "../image-model.ts";
import { isOmeXml } from "../ome-xml/parse-ome-xml.ts";
import { readDescribedPages } from "./described-pages.ts";
import { isImageJ, readImageJ } from "./imagej.ts";
import { readOmeTiff } from "./ome-tiff.ts";
import { readPlainTiff } from "./plain-tiff.ts";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";
import { type DialectOptions, listUnread, UNREADABLE, type UnreadPage } from "./unread-pages.ts";
import { isBif, readBif } from "./vendor/bif.ts";
import { MM_HEADER_TAG, readFluoView } from "./vendor/fluoview.ts";
import { CZ_LSMINFO_TAG, readLsm } from "./vendor/lsm.ts";
import { MICRO_MANAGER_TAG, readMicroManager } from "./vendor/micro-manager.ts";
import { NDPI_FORMAT_TAG, readNdpi } from "./vendor/ndpi.ts";
import { isPhilips, readPhilips } from "./vendor/philips.ts";
import { isQptiff, readQptiff } from "./vendor/qptiff.ts";
import { isScanImage, readScanImage } from "./vendor/scanimage.ts";
import { isScn, readScn } from "./vendor/scn.ts";
import { readStk, UIC2_TAG } from "./vendor/stk.ts";
import { isSvs, readSvs } from "./vendor/svs.ts";

/** Options of `readTiffImages`. */
export interface ReadTiffImagesOptions extends Omit<DialectOptions, "onUnread"> {
  /** Opens a TIFF file in the same directory, for OME-TIFF over several files; `undefined` if there is none. */
  readonly openFile?: ((fileName: string) => Promise<TiffPages | undefined>) | undefined;
  /** Reads a file in the same directory, for OME-XML in a companion file; `undefined` if there is none. */
  readonly readFile?: ((fileName: string) => Promise<Bytes | undefined>) | undefined;
}

/**
 * Opens the images of a TIFF file as its first page says: OME-TIFF, a description of our own, or one of the dialects. The
 * pages as they come are its images where nothing says more, and, with a warning, where what is said contradicts the file
 * or lies in a companion file that is missing. Pages that cannot be read, and those behind the place where the chain of
 * pages breaks, are left out, with a warning each and listed as `unread`. Rejects with `StorageError` if no image is left,
 * and where a damaged file lacks pages that its metadata describe.
 */
export async function readTiffImages(
  file: TiffPages,
  options: ReadTiffImagesOptions = {},
): Promise<ImageCollection> {
  return listUnread((onUnread) => readDialect(file, { ...options, onUnread }));
}

async function readDialect(
  file: TiffPages,
  options: ReadTiffImagesOptions & DialectOptions,
): Promise<ImageCollection> {
  const first = await file.ifd(0, options);
  try {
    const described = await readDescribed(file, first, options);
    if (described && described.images.length > 0) return described;
  } catch (error) {
    if (!isStorageError(error, ...UNREADABLE, "not-found")) throw error;
    let isDamaged = false;
    const onUnread = (page: UnreadPage): void => {
      isDamaged = true;
      options.onUnread?.(page);
    };
    const pages = await readPlainTiff(file, { ...options, onUnread });
    if (isDamaged) throw error;
    return { ...pages, warnings: [`${error.message}: its pages are taken as they come`] };
  }
  const pages = await readPlainTiff(file, options);
  const isUnreadable = first.description === undefined && first.tags.includes(IMAGE_DESCRIPTION_TAG);
  if (!isUnreadable) return pages;
  const warning =
    "Its ImageDescription cannot be read, the file may be cut off: its pages are taken as they come";
  return { ...pages, warnings: [...(pages.warnings ?? []), warning] };
}

/** TIFF 6.0 §8. */
const IMAGE_DESCRIPTION_TAG = 270;

/** What a file says of its pages; `undefined` if it says nothing. */
async function readDescribed(
  file: TiffPages,
  first: TiffPage,
  options: ReadTiffImagesOptions & DialectOptions,
): Promise<ImageCollection | undefined> {
  const { description, software = "", tags } = first;
  if (description !== undefined && isOmeXml(description)) return readOmeTiff(file, description, options);
  const described = await readDescribedPages(file, options);
  if (described) return described;
  if (tags.includes(MICRO_MANAGER_TAG)) return readMicroManager(file, options);
  if (tags.includes(NDPI_FORMAT_TAG)) return readNdpi(file, options);
  if (isBif(first)) return readBif(file, options);
  if (description !== undefined) {
    if (isImageJ(description)) return readImageJ(file, description, options);
    if (isSvs(description)) return readSvs(file, description, options);
    if (isScn(description)) return readScn(file, description);
    if (isPhilips(software)) return readPhilips(file, description, options);
  }
  if (isQptiff(software)) return readQptiff(file, options);
  if (isScanImage(software)) return readScanImage(file, software, options);
  if (tags.includes(CZ_LSMINFO_TAG)) return readLsm(file, options);
  if (tags.includes(UIC2_TAG)) return readStk(file, options);
  if (tags.includes(MM_HEADER_TAG)) return readFluoView(file, options);
  return undefined;
}
