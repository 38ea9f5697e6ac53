/**
 * Plates of BD Pathway, by AttoVision: `Experiment.exp` and other INI files, and for each well a folder `Well A01` of TIFF files
 * `DAPI - n000000.tif`. They are numbered along the slices of a time, and may show several fields side by side.
 *
 * @module
 */

import { decodeText } from "@chunkwright/core";
import { mapInOrder } from "../../../map-in-order.ts";
import type { ReadSeriesOptions } from "../../../tiff/series/series-options.ts";
import type { WellPlace } from "../../plate.ts";
import { plateIndex } from "../../plate-names.ts";
import type { PlateFolderFormat, PlateIndex } from "../plate-format.ts";
import {
  invalidIndex,
  type ListedPlane,
  type MontageTile,
  type PlateListing,
  type PlateSize,
} from "../plate-listing.ts";
import { channelNumbers } from "./channel-numbers.ts";
import { type IniSections, parseIniSections } from "./ini-sections.ts";
import { listFolder } from "./list-folder.ts";

const FORMAT = "bd-pathway";
const MAX_DYES = 1000;
const MAX_PLANES = 2 ** 22;

export const bdPathway: PlateFolderFormat = {
  fileName: /^Experiment\.exp$/,
  begins: /^\s*\[[^\]\n]+\]\s*$/m,
  isCommon: true,
  readListing: readBdPathway,
};

/** Rejects with "invalid-data" also for montages of an impossible number of tiles. */
async function readBdPathway({ bytes }: PlateIndex, options: ReadSeriesOptions): Promise<PlateListing> {
  const experiment = parseIniSections(decodeText(bytes));
  const entries = await listFolder("", FORMAT, options);
  const beside = async (ending: RegExp): Promise<IniSections> => {
    const key = entries.find((entry) => entry.kind === "key" && ending.test(entry.key))?.key;
    const own = key === undefined ? undefined : await options.store.get(key, options);
    return own ? parseIniSections(decodeText(own)) : new Map();
  };
  const [plate, positions] = [await beside(/\.plt$/i), await beside(/\.xyz$/i)];
  const wells = entries.flatMap(({ kind, key }) => (kind === "prefix" ? (wellOf(key) ?? []) : []));
  const files = (await mapInOrder(wells, (well) => filesOf(well, options), options)).flat();
  const fileDyes = files.map(({ dye }) => dye);
  const { channels, numberOf } = channelNumbers(dyesOf(experiment), fileDyes);
  const tiles = tilesOf(experiment, files.length);
  const slices = slicesOf(positions);
  const planes = files.flatMap(({ well: { row, column }, dye, number, path }) =>
    tiles.map((tile, field): ListedPlane => {
      const z = number % slices;
      const place = { row, column, field, t: (number - z) / slices, c: numberOf(dye), z };
      return { ...place, path, ...(tiles.length > 1 && { tile }) };
    }),
  );
  return {
    format: FORMAT,
    name: options.name ?? plate.get("PlateType")?.get("Brand") ?? "",
    size: plateSize(plate),
    planes,
    selected: wells,
    channels,
    sizes: {},
  };
}

/** A well, and the folder of its files. */
interface WellFolder extends WellPlace {
  readonly folder: string;
}

function wellOf(folder: string): WellFolder | undefined {
  const [, letters = "", digits = ""] = /^Well ([A-Z]{1,2})(\d{1,4})\/$/i.exec(folder) ?? [];
  const row = plateIndex(letters.toUpperCase(), "letter");
  const column = plateIndex(digits, "number");
  return row === undefined || column === undefined ? undefined : { row, column, folder };
}

interface FoundFile {
  readonly well: WellFolder;
  readonly dye: string;
  readonly number: number;
  readonly path: string;
}

async function filesOf(well: WellFolder, options: ReadSeriesOptions): Promise<readonly FoundFile[]> {
  const entries = await listFolder(well.folder, FORMAT, options);
  return entries.flatMap(({ kind, key: path }) => {
    const name = path.slice(well.folder.length);
    const [, dye, number] = (kind === "key" && /^(.+) - n(\d{6})\.tiff?$/i.exec(name)) || [];
    return dye === undefined ? [] : [{ well, dye, number: Number(number), path }];
  });
}

function dyesOf(experiment: IniSections): readonly string[] {
  const count = Math.min(Number(experiment.get("General")?.get("Dyes") ?? 0) || 0, MAX_DYES);
  const dyes = experiment.get("Dyes");
  return Array.from({ length: count }, (_, i) => dyes?.get(`${i + 1}`) ?? "");
}

/** The fields that each picture shows as tiles of a montage, row by row. */
function tilesOf(experiment: IniSections, files: number): readonly MontageTile[] {
  const image = experiment.get("Image");
  const count = (key: string) => (image?.get("Montaged") === "1" ? Number(image.get(key)) : 1);
  const [rows, columns] = [count("TilesY"), count("TilesX")];
  const isPossible = Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0;
  if (!isPossible || rows * columns * Math.max(files, 1) > MAX_PLANES) {
    throw invalidIndex(FORMAT, `a montage has ${rows} x ${columns} tiles`);
  }
  return Array.from({ length: rows * columns }, (_, i) => {
    const column = i % columns;
    return { row: (i - column) / columns, column, rows, columns };
  });
}

/** How many slices a stack has: the first axis of focus moved by so many steps, counted from 0, if it moved at all. */
function slicesOf(positions: IniSections): number {
  const axis = positions.get("Z1Axis");
  const isStack = axis?.get("Z1AxisEnabled") === "1" && axis.get("Z1AxisMode") === "1";
  const steps = Number(axis?.get("Z1AxisValue") ?? 0);
  return isStack && steps >= 0 && steps < 1e6 ? Math.floor(steps) + 1 : 1;
}

/** The usual plate of so many wells; of other numbers of wells, nothing is known. */
function plateSize(plate: IniSections): PlateSize {
  const wells = Number(plate.get("PlateType")?.get("Wells"));
  // All usual plates have three columns for two rows.
  const rows = Math.sqrt((wells * 2) / 3);
  return Number.isInteger(rows) && Number.isInteger(rows * 1.5)
    ? { rows, columns: rows * 1.5 }
    : { rows: 0, columns: 0 };
}
