/**
 * Directories that Leica's LAS X and LAS AF export TIFF files to: a file for each plane, such as
 * `Project_Series002_t00_z00_ch00.tif`, and a directory `MetaData`.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { ImageCollection } from "../../image-model.ts";
import { type FileSeries, MAX_EXAMPLES } from "./file-series.ts";
import type { SeriesStore } from "./find-series.ts";
import { type LeicaMetadata, parseLeicaMetadata } from "./leica-metadata.ts";
import { type NumberedFile, numberedSeries } from "./numbered-series.ts";
import { BY_NUMBERS_IN_TEXT } from "./series-axis.ts";
import { joinSeries, type ReadSeriesOptions } from "./tiff-series.ts";

const METADATA = "MetaData/";
/** Series have names of their own; `s` numbers positions and tiles. */
const FILE_NAME = /^(.*?)((?:_(?:[tsz]|ch)\d{1,6}|_RAW)+)\.tiff?$/;

/**
 * Opens the directory: an image for each series and position, with the sizes and colours that `MetaData` tells. Planes that are
 * missing between others are absent, with a warning. `undefined` if nothing in `MetaData` describes any of the files.
 */
export async function readLeicaFolder(options: ReadSeriesOptions): Promise<ImageCollection | undefined> {
  const { store } = options;
  const documents = new Set<string>();
  for await (const { key } of store.list?.(METADATA, options) ?? []) documents.add(key);
  if (documents.size === 0) return undefined;
  const { groups, others } = await groupFiles(store, options);
  const series: FileSeries[] = [];
  let isDescribed = false;
  for (const { name, stem, files } of groups) {
    const metadata = await readMetadata(stem, documents, store, options);
    isDescribed ||= metadata !== undefined;
    const own = numberedSeries(name, files);
    const channels = own.channelNumbers.map((number) => metadata?.channels[number] ?? {});
    series.push({ ...own, ...(metadata && { sizes: metadata.sizes, channels }) });
  }
  if (!isDescribed) return undefined;
  const collection = await joinSeries(series, options);
  if (others.length === 0) return collection;
  const names = `${others.slice(0, MAX_EXAMPLES).join(", ")}${others.length > MAX_EXAMPLES ? ", ..." : ""}`;
  const warning = `Files whose names tell no plane are left out: ${names}`;
  return { ...collection, warnings: [...(collection.warnings ?? []), warning] };
}

/** The files of an image. */
interface FileGroup {
  readonly name: string;
  /** What the series is called. */
  readonly stem: string;
  readonly files: NumberedFile[];
}

async function groupFiles(store: SeriesStore, options: CallOptions) {
  const groups = new Map<string, FileGroup>();
  const others: string[] = [];
  for await (const { kind, key: path } of store.list?.("", options) ?? []) {
    if (kind !== "key" || !/\.tiff?$/i.test(path)) continue;
    const [match, stem = "", tokens = ""] = FILE_NAME.exec(path) ?? [];
    if (match === undefined) {
      others.push(path);
      continue;
    }
    const numbers = new Map(
      [...tokens.matchAll(/_([a-z]+)(\d+)/g)].map(([, letter, digits]) => [letter!, digits!]),
    );
    const position = numbers.get("s");
    const suffixes = [position === undefined ? "" : `s${position}`, tokens.includes("_RAW") ? "RAW" : ""];
    const name = [stem, ...suffixes].filter(Boolean).join(" ");
    const group = groups.get(name) ?? { name, stem, files: [] };
    groups.set(name, group);
    group.files.push({ path, numbers: { t: numbers.get("t"), c: numbers.get("ch"), z: numbers.get("z") } });
  }
  const inOrder = [...groups.values()].sort((a, b) => BY_NUMBERS_IN_TEXT.compare(a.name, b.name));
  return { groups: inOrder, others: others.sort() };
}

/**
 * The metadata of a series, whose files may have the project's name in front. `NAME.xml` is more exact than
 * `NAME_Properties.xml`.
 */
async function readMetadata(
  stem: string,
  documents: ReadonlySet<string>,
  store: SeriesStore,
  options: CallOptions,
): Promise<LeicaMetadata | undefined> {
  const names = [stem, ...[...stem.matchAll(/_/g)].map(({ index }) => stem.slice(index + 1))];
  for (const name of names) {
    for (const key of [`${METADATA}${name}.xml`, `${METADATA}${name}_Properties.xml`]) {
      const bytes = documents.has(key) ? await store.get(key, options) : undefined;
      const metadata = bytes && parseLeicaMetadata(bytes);
      if (metadata) return metadata;
    }
  }
  return undefined;
}
