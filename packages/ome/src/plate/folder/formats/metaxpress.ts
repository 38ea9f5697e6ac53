/**
 * Plates of Molecular Devices' MetaXpress (and CellWorX): a file `PLATE.HTD` of lines `"Key", value`, and TIFF files
 * `PLATE_A01_s1_w1.tif`, often with a UUID behind the name, in folders `TimePoint_1` and `ZStep_1` if there are several
 * times or slices.
 *
 * @module
 */

import { decodeText, openFile } from "@chunkwright/core";
import { type AxisSizes, micrometers } from "../../../tiff/assemble-image.ts";
import type { ReadSeriesOptions } from "../../../tiff/series/series-options.ts";
import { walkXml } from "../../../xml/walk-xml.ts";
import { MAX_PLATE_LENGTH, type WellPlace } from "../../plate.ts";
import { plateIndex } from "../../plate-names.ts";
import type { PlateFolderFormat, PlateIndex } from "../plate-format.ts";
import type { ListedPlane, PlateListing } from "../plate-listing.ts";
import { listFolder } from "./list-folder.ts";

const FORMAT = "metaxpress";

export const metaXpress: PlateFolderFormat = {
  fileName: /\.htd$/i,
  begins: /^\s*"HTSInfoFile"/,
  readListing: readMetaXpress,
};

async function readMetaXpress(
  { bytes, fileName }: PlateIndex,
  options: ReadSeriesOptions,
): Promise<PlateListing> {
  const fields = parseFields(decodeText(bytes));
  const number = (name: string) => Number(fields.get(name) ?? 0);
  const base = fileName.replace(/\.htd$/i, "");
  const planes = await findPlanes(base, options);
  const [first] = planes;
  const waves = Math.min(number("NWavelengths") || 1, MAX_WAVES);
  const channels = Array.from({ length: waves }, (_, i) => {
    const name = fields.get(`WaveName${i + 1}`);
    return [i + 1, name ? { name } : {}] as const;
  });
  return {
    format: FORMAT,
    name: base,
    size: { rows: number("YWells"), columns: number("XWells") },
    planes,
    selected: selectedWells(fields),
    channels: new Map(channels),
    sizes: first ? await calibration(first.path, options) : {},
  };
}

const MAX_WAVES = 1000;

/** Values without quotation marks, by key. */
function parseFields(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).map((line) => /^\s*"([^"]*)"\s*,\s*(.*?)\s*$/.exec(line));
  return new Map(lines.flatMap((line) => (line ? [[line[1]!, line[2]!.replaceAll('"', "")] as const] : [])));
}

const UUID = "[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}";

/** Thumbnails have another name. Files of projections, which lie outside the folders of slices, are left out. */
async function findPlanes(base: string, options: ReadSeriesOptions): Promise<readonly ListedPlane[]> {
  const stem = base.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const form = new RegExp(
    `^${stem}_([A-Z]{1,2})(\\d{1,2})(?:_s(\\d{1,6}))?(?:_w(\\d{1,3}?))?(?:_t(\\d{1,6}))?(?:_z(\\d{1,6}))?(?:${UUID}|_\\[${UUID}\\])?\\.tiff?$`,
    "i",
  );
  const planes: ListedPlane[] = [];
  for await (const { folder, key, t, z } of listFiles("", options)) {
    const [match, row = "", column, field = 1, wave = 1, time = 1, slice] =
      form.exec(key.slice(folder.length)) ?? [];
    const rowIndex = plateIndex(row.toUpperCase(), "letter");
    if (match === undefined || rowIndex === undefined || Number(column) === 0) continue;
    planes.push({
      row: rowIndex,
      column: Number(column) - 1,
      field: Number(field),
      c: Number(wave),
      t: t ?? Number(time),
      z: slice === undefined ? z : Number(slice),
      path: key,
    });
  }
  const hasSlices = planes.some(({ z }) => z > 0);
  return planes.filter(({ z }) => z > 0 || !hasSlices);
}

interface FoundFile {
  readonly folder: string;
  readonly key: string;
  /** As folders say. */
  readonly t?: number;
  readonly z: number;
}

/** The files in a folder, and in its folders of times, and slices from 1: projections are in 0. */
async function* listFiles(
  folder: string,
  options: ReadSeriesOptions,
  place: Pick<FoundFile, "t" | "z"> = { z: 0 },
): AsyncGenerator<FoundFile> {
  for (const { kind, key } of await listFolder(folder, FORMAT, options)) {
    if (kind === "key") yield { folder, key, ...place };
    const name = key.slice(folder.length);
    const [, time] = /^TimePoint_(\d{1,6})\/$/i.exec(name) ?? [];
    const [, slice] = /^ZStep_([1-9]\d{0,5})\/$/i.exec(name) ?? [];
    if (time !== undefined && folder === "") yield* listFiles(key, options, { t: Number(time), z: 0 });
    if (slice !== undefined && place.z === 0) yield* listFiles(key, options, { ...place, z: Number(slice) });
  }
}

/** The lines "WellsSelection1" and so on have TRUE or FALSE for each column of a row. */
function selectedWells(fields: ReadonlyMap<string, string>): readonly WellPlace[] {
  const rows = Math.min(Number(fields.get("YWells") ?? 0), MAX_PLATE_LENGTH);
  return Array.from({ length: rows }, (_, row) => {
    const selected = (fields.get(`WellsSelection${row + 1}`) ?? "").split(",").slice(0, MAX_PLATE_LENGTH);
    return selected.flatMap((text, column) =>
      text.trim().toUpperCase() === "TRUE" ? [{ row, column }] : [],
    );
  }).flat();
}

/** What MetaMorph says in a file's ImageDescription, as XML, of the size of its pixels. */
async function calibration(path: string, { store, openTiff }: ReadSeriesOptions): Promise<AxisSizes> {
  const file = await openFile(store, path);
  const page = file && (await (await openTiff(file, { name: path })).ifd(0));
  const text = /<MetaData>[\s\S]*<\/MetaData>/.exec(page?.description ?? "")?.[0];
  if (text === undefined) return {};
  const props = new Map<string, string>();
  walkXml(new TextEncoder().encode(text), FORMAT, {
    open(element, attributes) {
      if (element.endsWith("/prop")) props.set(attributes("id") ?? "", attributes("value") ?? "");
    },
  });
  const [x, y] = ["x", "y"].map((axis) => Number(props.get(`spatial-calibration-${axis}`)));
  const isOn = props.get("spatial-calibration-state") !== "off";
  const isMicron = /^(um|\u00b5m|\u03bcm|microns?)$/i.test(props.get("spatial-calibration-units") ?? "");
  return isOn && isMicron && x !== undefined && y !== undefined && x > 0 && y > 0 ? micrometers(x, y) : {};
}
