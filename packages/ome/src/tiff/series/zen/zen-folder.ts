/**
 * Directories that Zeiss' ZEN exports TIFF files to: `NAME_info.xml` lists them, and `NAME_metadata.xml` has the metadata of the
 * CZI file.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { groupBy } from "../../../group-by.ts";
import type { ImageCollection } from "../../../image-model.ts";
import { joinNames } from "../../../join-names.ts";
import { walkXml } from "../../../xml/walk-xml.ts";
import { plainFileName } from "../../tiff-siblings.ts";
import type { FileSeries } from "../file-series.ts";
import { joinSeries } from "../join-series.ts";
import { type NumberedFile, numberedSeries } from "../numbered-series.ts";
import { namesIn, type ReadSeriesOptions } from "../series-options.ts";
import { parseZenMetadata, type ZenMetadata } from "./zen-metadata.ts";

const INDEX = /^(.*)_info\.xml$/i;
const FORMAT = "zen";
/** Dimensions of a CZI file that are no axes of an image: blocks, scenes and tiles of a mosaic. */
const IMAGE_DIMENSIONS = ["B", "S", "M"] as const;

/**
 * Opens the directory: an image for each block, scene and tile, with the sizes and channels that the metadata tell. Planes whose
 * files are not there are absent, with a warning. `undefined` if there is no such index.
 */
export async function readZenFolder(options: ReadSeriesOptions): Promise<ImageCollection | undefined> {
  const there = (await namesIn("", options)) ?? new Set<string>();
  const exports: (readonly FileSeries[])[] = [];
  for (const key of [...there].sort()) {
    const [, stem] = INDEX.exec(key) ?? [];
    const bytes = stem === undefined ? undefined : await options.store.get(key, options);
    const files = bytes ? parseZenIndex(bytes) : [];
    if (stem !== undefined && files.length > 0) {
      const metadata = await readMetadata(stem, there, options);
      exports.push(seriesOf(stem, files, metadata, there));
    }
  }
  return exports.length > 0 ? joinSeries(exports.flat(), options) : undefined;
}

/** The images of one export. Files that show several channels at once have none of the channels that the metadata name. */
function seriesOf(
  stem: string,
  files: readonly ZenFile[],
  { sizes, channels }: ZenMetadata,
  there: ReadonlySet<string>,
): readonly FileSeries[] {
  const areMerged = files.some(({ isMerged }) => isMerged);
  return [...groupBy(files, imageNamer(stem, files))].map(([name, planes]) => {
    const own = numberedSeries(name, planes.map(numbered), there);
    const named = own.channelNumbers.map((number) => channels[number] ?? {});
    return { ...own, sizes, ...(!areMerged && { channels: named }) };
  });
}

/** A file that was exported, and where its pixels are in the CZI file. */
interface ZenFile {
  readonly path: string;
  /** Where they begin along each dimension, which has a letter, as the index spells it. */
  readonly starts: ReadonlyMap<string, string>;
  /** Whether the file shows several channels at once, as a picture. */
  readonly isMerged: boolean;
}

/** The files of the elements `Image`, by their `Filename` and `Bounds`; none in other documents. */
function parseZenIndex(bytes: Bytes): readonly ZenFile[] {
  const files: ZenFile[] = [];
  let fileName = "";
  let starts = new Map<string, string>();
  let isMerged = false;
  walkXml(bytes, FORMAT, {
    open(path, attributes) {
      if (path === "/Image") [fileName, starts] = ["", new Map()];
      if (path !== "/Image/Bounds") return;
      isMerged = Number(attributes("SizeC") ?? 1) > 1;
      for (const letter of ["T", "C", "Z", ...IMAGE_DIMENSIONS]) {
        const start = attributes(`Start${letter}`)?.trim();
        if (start === undefined) continue;
        if (!/^\d{1,6}$/.test(start)) throw invalidIndex(`Start${letter} is ${JSON.stringify(start)}`);
        starts.set(letter, start);
      }
    },
    close(path, text) {
      if (path === "/Image/Filename") fileName = text;
      if (path === "/Image" && starts.size > 0) files.push({ path: pathOf(fileName), starts, isMerged });
    },
  });
  return files;
}

/** The name of the file beside the index: in `Filename`, characters are escaped as in URLs. */
function pathOf(fileName: string): string {
  let decoded = fileName;
  try {
    decoded = decodeURIComponent(fileName);
  } catch {
    // Names with a plain % are not escaped.
  }
  return plainFileName(decoded);
}

function invalidIndex(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot read the index of ZEN's files: ${fact}`, {
    format: FORMAT,
  });
}

async function readMetadata(
  stem: string,
  there: ReadonlySet<string>,
  options: ReadSeriesOptions,
): Promise<ZenMetadata> {
  const key = [`${stem}_metadata.xml`, `${stem}_meta.xml`].find((name) => there.has(name));
  const bytes = key === undefined ? undefined : await options.store.get(key, options);
  return bytes ? parseZenMetadata(bytes) : { sizes: {}, channels: [] };
}

/** Names the image of a file by the dimensions, apart from those of an image, along which files differ. */
function imageNamer(stem: string, files: readonly ZenFile[]): (file: ZenFile) => string {
  const telling = IMAGE_DIMENSIONS.filter(
    (letter) => new Set(files.map(({ starts }) => starts.get(letter))).size > 1,
  );
  return ({ starts }) => joinNames(stem, ...telling.map((letter) => `${letter}${starts.get(letter) ?? ""}`));
}

function numbered({ path, starts }: ZenFile): NumberedFile {
  return { path, numbers: { t: starts.get("T"), c: starts.get("C"), z: starts.get("Z") } };
}
