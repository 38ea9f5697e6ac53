/**
 * A series of TIFF files as one image: chunks are tiles and strips of the files, and nothing is decoded.
 *
 * @module
 */

import {
  type ByteSource,
  type Bytes,
  type CallOptions,
  type ChunkCoder,
  openFile,
  StorageError,
} from "@chunkwright/core";
import type { ImageCollection } from "../../image-model.ts";
import { mapInOrder } from "../../map-in-order.ts";
import { memoize } from "../../memoize.ts";
import { parseOmeXml } from "../../ome-xml/parse-ome-xml.ts";
import { readTiffImages } from "../tiff-images.ts";
import type { TiffPages } from "../tiff-pages.ts";
import type { UnreadPage } from "../unread-pages.ts";
import { parseFilePattern } from "./file-pattern.ts";
import type { FileSeries } from "./file-series.ts";
import { findSeries, type SeriesStore } from "./find-series.ts";
import { firstPath, type ImageFile, inFile, joinFiles } from "./join-files.ts";

/** Options of `readTiffSeries`, `readMicroManagerFolder` and `readPlateFolder`. */
export interface ReadSeriesOptions extends CallOptions {
  /** The directory that the files are in. */
  readonly store: SeriesStore;
  /** Opens a TIFF file: `openTiff` of `@chunkwright/tiff`. */
  readonly openTiff: (file: ByteSource, options: { readonly name: string }) => Promise<TiffPages>;
  /** Decodes PNG files, of which some plates consist: `inThreadCoder` of `@chunkwright/codecs`. Absent: they are refused. */
  readonly coder?: ChunkCoder | undefined;
  /** Name of an image without one. */
  readonly name?: string | undefined;
}

/**
 * Files whose tables are kept. Where planes lie along one axis in files and along a slower one in their pages, all files are
 * read in turn, over and over again.
 */
export const OPEN_FILES = 128;

/**
 * Opens the files that match a pattern (`parseFilePattern`), as one image for each position. They are joined along the
 * pattern's axes, along which each may itself be longer than 1. Only the first file is opened now: sizes of pixels, levels and
 * colours are its own. All others are opened, and held to be like it, as their chunks are read. A missing file has absent
 * chunks; there is a warning, and a "not-found" in `unread`, for all of an image.
 */
export async function readTiffSeries(pattern: string, options: ReadSeriesOptions): Promise<ImageCollection> {
  const { store } = options;
  // Names are compared in composed form: some systems store é as two characters, and people type it as one.
  const text = store.list ? pattern.normalize() : pattern;
  const parsed = parseFilePattern(text);
  const series = await findSeries(parsed, store, options);
  const [first] = series;
  if (!parsed.isGuessed || !first) return joinSeries(series, options);
  // A block whose axis nothing names does not number what the files themselves hold.
  const { image } = await openImageFile(firstPath(first), options);
  const { shape } = image.levels[0].source.info;
  const axesOfFiles = image.axes.flatMap(({ name }, axis) => (shape[axis]! > 1 ? [name] : []));
  return joinSeries(await findSeries(parseFilePattern(text, axesOfFiles), store, options), options);
}

/** Opens an image for each series. */
export async function joinSeries(
  series: readonly FileSeries[],
  options: ReadSeriesOptions,
): Promise<ImageCollection> {
  const open = memoize(OPEN_FILES, (path: string) => openImageFile(path, options));
  const images = await mapInOrder(series, (one) => joinFiles(one, { open, name: options.name }), options);
  const unread = series.flatMap((one, i): UnreadPage[] => {
    const { name } = images[i]!;
    return one.missing ? [{ path: name, error: missingError(name, one) }] : [];
  });
  if (unread.length === 0) return { images };
  return { images, unread, warnings: unread.map(({ error }) => error.message) };
}

function missingError(image: string, { missing, paths }: FileSeries): StorageError {
  const { count, examples } = missing ?? { count: 0, examples: [] };
  const names = `${examples.join(", ")}${examples.length < count ? ", ..." : ""}`;
  return new StorageError(
    "not-found",
    `Cannot find ${count} of the ${paths.size + count} files of image ${JSON.stringify(image)}, read as its fill value: ${names}`,
    { path: image },
  );
}

export async function openImageFile(
  path: string,
  { store, openTiff }: ReadSeriesOptions,
): Promise<ImageFile> {
  const file = await openFile(store, path);
  if (!file) throw new StorageError("not-found", `Cannot find ${path}`, { path });
  try {
    const { images, unread = [], omeXml } = await readTiffImages(await openTiff(file, { name: path }));
    const [image, ...others] = images;
    if (unread[0]) throw unread[0].error;
    if (omeXml && filesIn(omeXml) > 1)
      throw unjoinable(path, "its OME-XML describes several files: open it alone");
    if (image && others.length === 0) return { path, image };
  } catch (error) {
    throw inFile(path, error);
  }
  throw unjoinable(path, "it holds several images");
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
