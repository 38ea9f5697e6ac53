/**
 * Plates that instruments write as a folder of TIFF files, as commands see them.
 *
 * @module
 */

import { findPlateIndex, readPlateFolder } from "@chunkwright/ome";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { splitLocation } from "./folder-store.ts";
import { imagesSource, seriesOptions } from "./series-source.ts";
import type { SourceFile } from "./source-file.ts";

/** The plate whose index is a file. */
export async function openPlateSource(
  { location, close }: SourceFile,
  options?: OpenOptions,
): Promise<OpenedSource> {
  await close();
  const { folder, path } = splitLocation(location);
  return openPlate(location, folder, path, options);
}

/** The plate whose index is in a folder; `undefined` if there is none. */
export async function openPlateIn(
  location: string,
  folder: string,
  options?: OpenOptions,
): Promise<OpenedSource | undefined> {
  const index = await findPlateIndex(seriesOptions(folder, options).store, options);
  return index === undefined ? undefined : openPlate(location, folder, index, options);
}

async function openPlate(
  location: string,
  folder: string,
  index: string,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const { format, ...collection } = await readPlateFolder(index, seriesOptions(folder, options));
  return imagesSource(location, `${format} plate`, collection);
}
