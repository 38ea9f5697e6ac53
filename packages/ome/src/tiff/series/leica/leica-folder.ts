/**
 * Directories that Leica's LAS X and LAS AF export TIFF files to: a file for each plane, such as
 * `Project_Series002_t00_z00_ch00.tif`, and a directory `MetaData`.
 *
 * @module
 */

import { BY_NUMBERS_IN_TEXT } from "../../../by-numbers-in-text.ts";
import { examplesOf, printExamples } from "../../../examples.ts";
import { groupBy } from "../../../group-by.ts";
import type { ImageCollection } from "../../../image-model.ts";
import { joinNames } from "../../../join-names.ts";
import { memoize } from "../../../memoize.ts";
import type { FileSeries } from "../file-series.ts";
import { joinSeries } from "../join-series.ts";
import { type NumberedFile, numberedSeries } from "../numbered-series.ts";
import { namesIn, type ReadSeriesOptions } from "../series-options.ts";
import { type LeicaMetadata, parseLeicaMetadata } from "./leica-metadata.ts";

const METADATA = "MetaData/";

/**
 * Opens the directory: an image for each series and position, with the sizes and colours that `MetaData` tells. Planes that are
 * missing between others are absent, with a warning. `undefined` if nothing in `MetaData` describes any of the files.
 */
export async function readLeicaFolder(options: ReadSeriesOptions): Promise<ImageCollection | undefined> {
  const documents = (await namesIn(METADATA, options)) ?? new Set();
  if (documents.size === 0) return undefined;
  const names = [...((await namesIn("", options)) ?? [])].filter((name) => /\.tiff?$/i.test(name)).sort();
  const files = names.flatMap((name) => parseFileName(name) ?? []);
  const images = [...groupBy(files, nameOfImage)].sort(([a], [b]) => BY_NUMBERS_IN_TEXT.compare(a, b));
  // The positions of a series have one document together.
  const metadataOf = memoize(1, (series: string) => readMetadata(series, documents, options));
  const series: FileSeries[] = [];
  let isDescribed = false;
  for (const [name, planes] of images) {
    const metadata = await metadataOf(planes[0]!.series);
    isDescribed ||= metadata !== undefined;
    const own = numberedSeries(name, planes);
    const channels = own.channelNumbers.map((number) => metadata?.channels[number] ?? {});
    series.push({ ...own, ...(metadata && { sizes: metadata.sizes, channels }) });
  }
  if (!isDescribed) return undefined;
  const collection = await joinSeries(series, options);
  const known = new Set(files.map(({ path }) => path));
  const others = names.filter((name) => !known.has(name));
  if (others.length === 0) return collection;
  const warning = `Files whose names tell no plane are left out: ${printExamples(examplesOf(others))}`;
  return { ...collection, warnings: [...(collection.warnings ?? []), warning] };
}

/** A plane, and what its file's name says of the image that it belongs to. */
interface LeicaFile extends NumberedFile {
  /** What the series is called, perhaps with the project's name in front. */
  readonly series: string;
  /** Of a position, or of a tile. */
  readonly position: string | undefined;
  /** Whether the file holds the pixels before they were processed. */
  readonly isRaw: boolean;
}

/** The name of the series, then a letter and a number for each axis. */
const FILE_NAME = /^(.*?)((?:_(?:[tsz]|ch)\d{1,6}|_RAW)+)\.tiff?$/;

/** `undefined` for names that tell no plane. */
function parseFileName(path: string): LeicaFile | undefined {
  const [, series, tokens = ""] = FILE_NAME.exec(path) ?? [];
  if (series === undefined) return undefined;
  const numbers = new Map(
    [...tokens.matchAll(/_([a-z]+)(\d+)/g)].map(([, letter, digits]) => [letter!, digits!]),
  );
  return {
    path,
    series,
    position: numbers.get("s"),
    isRaw: tokens.includes("_RAW"),
    numbers: { t: numbers.get("t"), c: numbers.get("ch"), z: numbers.get("z") },
  };
}

function nameOfImage({ series, position, isRaw }: LeicaFile): string {
  return joinNames(series, position && `s${position}`, isRaw ? "RAW" : "");
}

/** What `NAME.xml` says of a series or, less exactly, `NAME_Properties.xml`; the project's name is tried with and without. */
async function readMetadata(
  series: string,
  documents: ReadonlySet<string>,
  options: ReadSeriesOptions,
): Promise<LeicaMetadata | undefined> {
  const names = [series, ...[...series.matchAll(/_/g)].map(({ index }) => series.slice(index + 1))];
  for (const name of names) {
    for (const key of [`${METADATA}${name}.xml`, `${METADATA}${name}_Properties.xml`]) {
      const bytes = documents.has(key) ? await options.store.get(key, options) : undefined;
      const metadata = bytes && parseLeicaMetadata(bytes);
      if (metadata) return metadata;
    }
  }
  return undefined;
}
