/**
 * The images of any TIFF file, whichever dialect says what its pages mean.
 *
 * @module
 */

import { type Bytes, type CallOptions, isStorageError } from "@chunkwright/core";
import { isBif, openBif } from "./bif.ts";
import { openDescribedPages } from "./described-pages.ts";
import { MM_HEADER_TAG, openFluoView } from "./fluoview.ts";
import type { ImageCollection } from "./image-model.ts";
import { isImageJ, openImageJ } from "./imagej.ts";
import { CZ_LSMINFO_TAG, openLsm } from "./lsm.ts";
import { MICRO_MANAGER_TAG, openMicroManager } from "./micro-manager.ts";
import { NDPI_FORMAT_TAG, openNdpi } from "./ndpi.ts";
import { openOmeTiff } from "./ome-tiff.ts";
import { isOmeXml, parseOmeXml } from "./parse-ome-xml.ts";
import { isPhilips, openPhilips } from "./philips.ts";
import { openPlainTiff } from "./plain-tiff.ts";
import { isQptiff, openQptiff } from "./qptiff.ts";
import { isScanImage, openScanImage } from "./scanimage.ts";
import { isScn, openScn } from "./scn.ts";
import { openStk, UIC2_TAG } from "./stk.ts";
import { isSvs, openSvs } from "./svs.ts";
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
 * Opens the images of a TIFF file as its first page says: OME-TIFF, a description of our own, one of the dialects, or
 * else the pages as they come; so too, with a warning, if the companion file is missing that alone knows what the pages
 * mean. Rejects with `StorageError` for files that contradict their description.
 */
export async function openTiffImages(
  file: TiffPages,
  options: OpenTiffImagesOptions = {},
): Promise<ImageCollection> {
  const first = await file.ifd(0, options);
  const { description, software = "", tags } = first;
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
  if (tags.includes(MICRO_MANAGER_TAG)) return openMicroManager(file, options);
  if (tags.includes(NDPI_FORMAT_TAG)) return openNdpi(file, options);
  if (isBif(first)) return openBif(file, options);
  if (description !== undefined) {
    if (isImageJ(description)) return openImageJ(file, description, options);
    if (isSvs(description)) return openSvs(file, description, options);
    if (isScn(description)) return openScn(file, description);
    if (isPhilips(software)) return openPhilips(file, description, options);
  }
  if (isQptiff(software)) return openQptiff(file, options);
  if (isScanImage(software)) return openScanImage(file, software, options);
  if (tags.includes(CZ_LSMINFO_TAG)) return openLsm(file, options);
  if (tags.includes(UIC2_TAG)) return openStk(file, options);
  if (tags.includes(MM_HEADER_TAG)) return openFluoView(file, options);
  return openPlainTiff(file, options);
}
