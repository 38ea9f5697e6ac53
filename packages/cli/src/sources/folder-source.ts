/**
 * Directories of TIFF files, as commands see them: those that microscopes have written may say what their files are.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import {
  proposeFilePattern,
  readLeicaFolder,
  readMicroManagerFolder,
  readNdTiffImages,
  readZenFolder,
} from "@chunkwright/ome";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { quoteArgument } from "../terminal/quote-argument.ts";
import { locationIn, splitLocation } from "./folder-store.ts";
import { openPlateIn } from "./plate-source.ts";
import { imagesSource, seriesOptions } from "./series-source.ts";
import type { SourceFile } from "./source-file.ts";

/** `undefined` if nothing in the directory `folder` says what its files are. */
export async function openFolderSource(
  location: string,
  folder: string,
  options?: OpenOptions,
): Promise<OpenedSource | undefined> {
  const ofFolder = seriesOptions(folder, options);
  const plate = await openPlateIn(location, folder, options);
  if (plate) return plate;
  const dataset = await readNdTiffImages(ofFolder);
  if (dataset) return imagesSource(location, "NDTiff", dataset);
  const separate = await readMicroManagerFolder(ofFolder);
  if (separate) return imagesSource(location, "Micro-Manager separate image files", separate);
  const ofLeica = await readLeicaFolder(ofFolder);
  if (ofLeica) return imagesSource(location, "Leica TIFF files", ofLeica);
  const ofZen = await readZenFolder(ofFolder);
  return ofZen && imagesSource(location, "ZEN TIFF files", ofZen);
}

/** The directory by its NDTiff.index or metadata.txt. */
export async function openFolderAround(
  { location, close }: SourceFile,
  options?: OpenOptions,
): Promise<OpenedSource> {
  await close();
  const source = await openFolderSource(location, splitLocation(location).folder, options);
  if (source) return source;
  throw new StorageError("unsupported", `Cannot open ${location}: it describes no frames of Micro-Manager`, {
    format: "micro-manager",
    feature: "other metadata",
  });
}

/** What to open instead of a directory of TIFF files; `undefined` if there are none. */
export async function proposeSource(folder: string, options?: OpenOptions): Promise<string | undefined> {
  const names: string[] = [];
  for await (const { kind, key } of seriesOptions(folder, options).store.list?.("", options) ?? []) {
    if (kind === "key" && /^[^.].*\.tiff?$/i.test(key)) names.push(key);
  }
  const [first, ...others] = names.sort();
  if (first === undefined) return undefined;
  const inFolder = (name: string) => quoteArgument(locationIn(folder, name));
  if (others.length === 0) return `open ${inFolder(first)}`;
  if (names.every((name) => /\.ome\.tiff?$/i.test(name)))
    return `open one of its files, such as ${inFolder(first)}`;
  const pattern = proposeFilePattern(names);
  const example = inFolder(pattern ?? "img_t{t}_c{c}_z{z}.tif");
  return `its ${names.length} TIFF files are one image by a pattern of their names, ${pattern ? "perhaps" : "such as"} ${example}`;
}
