/**
 * Directories that Zeiss' ZEN exports TIFF files to: `NAME_info.xml` lists them, and `NAME_metadata.xml` has the metadata of the
 * CZI file.
 *
 * @module
 */

import { type Bytes, type CallOptions, StorageError } from "@chunkwright/core";
import type { ImageCollection } from "../../image-model.ts";
import { walkXml } from "../../xml/walk-xml.ts";
import { plainFileName } from "../tiff-siblings.ts";
import type { FileSeries } from "./file-series.ts";
import type { SeriesStore } from "./find-series.ts";
import { type NumberedFile, numberedSeries } from "./numbered-series.ts";
import { joinSeries, type ReadSeriesOptions } from "./tiff-series.ts";
import { parseZenMetadata, type ZenMetadata } from "./zen-metadata.ts";

const INDEX = /^(.*)_info\.xml$/i;
const FORMAT = "zen";
/** Blocks, scenes and tiles of a mosaic: images of their own. */
const IMAGE_AXES = ["B", "S", "M"] as const;

/**
 * Opens the directory: an image for each block, scene and tile, with the sizes and channels that the metadata tell. Planes whose
 * files are not there are absent, with a warning. `undefined` if there is no such index.
 */
export async function readZenFolder(options: ReadSeriesOptions): Promise<ImageCollection | undefined> {
  const { store } = options;
  const there = new Set<string>();
  for await (const { kind, key } of store.list?.("", options) ?? []) if (kind === "key") there.add(key);
  const series: FileSeries[] = [];
  for (const key of [...there].sort()) {
    const [, stem] = INDEX.exec(key) ?? [];
    const bytes = stem === undefined ? undefined : await store.get(key, options);
    const shots = bytes ? parseZenIndex(bytes) : [];
    if (stem === undefined || shots.length === 0) continue;
    const { sizes, channels } = await readMetadata(stem, there, store, options);
    for (const [name, files] of imagesOf(stem, shots)) {
      const own = numberedSeries(name, files, there);
      const named = own.channelNumbers.map((number) => channels[number] ?? {});
      series.push({ ...own, sizes, ...(!shots.some(({ isMerged }) => isMerged) && { channels: named }) });
    }
  }
  return series.length > 0 ? joinSeries(series, options) : undefined;
}

/** A file, and where its pixels begin along the dimensions of the CZI file. */
interface ZenShot {
  readonly path: string;
  /** Where they begin, as spelled in the index, by the letter of the dimension. */
  readonly starts: ReadonlyMap<string, string>;
  /** Whether it shows several channels at once, as a picture. */
  readonly isMerged: boolean;
}

/** Images with `Filename`, in which characters are escaped as in URLs, and `Bounds`; none in other documents. */
function parseZenIndex(bytes: Bytes): readonly ZenShot[] {
  const shots: ZenShot[] = [];
  let fileName = "";
  let starts = new Map<string, string>();
  let isMerged = false;
  walkXml(bytes, FORMAT, {
    open(path, attributes) {
      if (path === "/Image") [fileName, starts] = ["", new Map()];
      if (path !== "/Image/Bounds") return;
      isMerged = Number(attributes("SizeC") ?? 1) > 1;
      for (const letter of ["T", "C", "Z", ...IMAGE_AXES]) {
        const start = attributes(`Start${letter}`)?.trim();
        if (start === undefined) continue;
        if (!/^\d{1,6}$/.test(start)) throw invalidIndex(`Start${letter} is ${JSON.stringify(start)}`);
        starts.set(letter, start);
      }
    },
    close(path, text) {
      if (path === "/Image/Filename") fileName = text;
      if (path === "/Image" && starts.size > 0) shots.push({ path: pathOf(fileName), starts, isMerged });
    },
  });
  return shots;
}

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
  store: SeriesStore,
  options: CallOptions,
): Promise<ZenMetadata> {
  const key = [`${stem}_metadata.xml`, `${stem}_meta.xml`].find((name) => there.has(name));
  const bytes = key === undefined ? undefined : await store.get(key, options);
  return bytes ? parseZenMetadata(bytes) : { sizes: {}, channels: [] };
}

/** The files of each image by its name, which has the numbers that tell it from others. */
function imagesOf(stem: string, shots: readonly ZenShot[]): ReadonlyMap<string, readonly NumberedFile[]> {
  const telling = IMAGE_AXES.filter((axis) => new Set(shots.map(({ starts }) => starts.get(axis))).size > 1);
  const images = new Map<string, NumberedFile[]>();
  for (const { path, starts } of shots) {
    const name = [stem, ...telling.map((axis) => `${axis}${starts.get(axis) ?? ""}`)].join(" ");
    const files = images.get(name) ?? [];
    images.set(name, files);
    files.push({ path, numbers: { t: starts.get("T"), c: starts.get("C"), z: starts.get("Z") } });
  }
  return images;
}
