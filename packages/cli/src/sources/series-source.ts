/**
 * Series of TIFF files as commands see them: those whose names match a pattern.
 *
 * @module
 */

import { resolve } from "node:path";
import { inThreadCoder } from "@chunkwright/codecs/lazy";
import { isStorageError } from "@chunkwright/core";
import { type ImageCollection, patternStart, type ReadSeriesOptions, readTiffSeries } from "@chunkwright/ome";
import { openTiff } from "@chunkwright/tiff";
import type { OpenedSource, OpenOptions } from "../opened-source.ts";
import { parseLocation } from "../place/location.ts";
import { UsageError } from "../usage-error.ts";
import { folderName, folderStore, splitLocation, withSlashes } from "./folder-store.ts";
import type { SourceFile } from "./source-file.ts";

/** A path whose parts have blocks such as `{t}`: the directories in front of the first are where the files are. */
export async function openSeriesSource(location: string, options?: OpenOptions): Promise<OpenedSource> {
  const { folder, path } = splitLocation(location, patternStart(location));
  const collection = await readTiffSeries(path, seriesOptions(folder, options)).catch((error) => {
    const isPattern = isStorageError(error, "invalid-data") && error.context.format === "pattern";
    throw isPattern ? new UsageError(error.message) : error;
  });
  return imagesSource(location, "TIFF series", collection);
}

/** A file that holds such a pattern, for the files beside it. Bio-Formats, "Grouping files using a pattern file". */
export async function openPatternSource(
  { location, file, close }: SourceFile,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const bytes = await file.read(0, Math.min(file.size, MAX_PATTERN_BYTES), options);
  const pattern = new TextDecoder().decode(bytes).trim();
  const { folder } = splitLocation(location);
  const collection = await readTiffSeries(pathIn(folder, pattern), seriesOptions(folder, options));
  await close();
  return imagesSource(location, "TIFF series", collection);
}

const MAX_PATTERN_BYTES = 2 ** 16;

/** Bio-Formats writes the folder's whole path in front of patterns. */
function pathIn(folder: string, pattern: string): string {
  if (parseLocation(folder).kind !== "path") return pattern;
  const path = withSlashes(pattern);
  const prefix = withSlashes(resolve(folder)).replace(/\/?$/, "/");
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** How the files in a directory are opened, and what their image is called if nothing else names it. */
export function seriesOptions(folder: string, options: OpenOptions = {}): ReadSeriesOptions {
  return {
    signal: options.signal,
    store: folderStore(folder),
    coder: options.coder ?? inThreadCoder,
    openTiff: (file, ofFile) => openTiff(file, { coder: options.coder, ...ofFile }),
    name: folderName(folder),
  };
}

/** A source that is nothing but images. Its files are opened and closed as they are read. */
export function imagesSource(location: string, format: string, collection: ImageCollection): OpenedSource {
  return {
    location,
    format,
    async *arrays() {
      for (const [i, { levels }] of collection.images.entries()) {
        for (const [k, { source }] of levels.entries()) yield { path: `${i}/${k}`, source };
      }
    },
    images: async () => collection,
    close: async () => {},
  };
}
