/**
 * Plates of Olympus' (Evident's) scanR: `experiment_descriptor.xml` describes the plate, and the names of TIFF files in a
 * folder `data`, such as `B2--W00014--P00001--Z00000--T00000--DAPI.tif`, say which well, position, slice, time and channel they
 * show.
 *
 * @module
 */

import { type AxisSizes, micrometers } from "../../../tiff/assemble-image.ts";
import type { ReadSeriesOptions } from "../../../tiff/series/series-options.ts";
import { MAX_PLATE_LENGTH, type WellPlace } from "../../plate.ts";
import { plateIndex } from "../../plate-names.ts";
import type { PlateFolderFormat, PlateIndex } from "../plate-format.ts";
import { invalidIndex, type ListedPlane, type PlateListing } from "../plate-listing.ts";
import { channelNumbers } from "./channel-numbers.ts";
import { listFolder } from "./list-folder.ts";
import { parseScanRDescriptor, type ScanRDescriptor, type ScanRWell } from "./scanr-descriptor.ts";
import { hasScanROffset, withoutScanROffset } from "./scanr-offset.ts";

const FORMAT = "scanr";
const FILE_NAME = /^(.*)--W(\d{5})--P(\d{5})--Z(\d{5})--T(\d{5})--(.+)\.tiff?$/i;

export const scanR: PlateFolderFormat = {
  fileName: /^experiment_descriptor\.xml$/,
  begins: /^\W*</,
  isCommon: true,
  readListing: readScanR,
};

async function readScanR({ bytes }: PlateIndex, options: ReadSeriesOptions): Promise<PlateListing> {
  const descriptor = parseScanRDescriptor(bytes);
  const files = await findFiles(options);
  const columns = columnsOf(descriptor, files);
  const fileChannels = files.map(({ channel }) => channel);
  const { channels, numberOf } = channelNumbers(descriptor.channels, fileChannels);
  const planes = files.map(({ well, channel, field, z, t, path }): ListedPlane => {
    if (well.number === 0) throw invalidIndex(FORMAT, `${path} is of well 0`);
    return { ...placeOf(well, columns), field, z, t, c: numberOf(channel), path };
  });
  const wells = descriptor.rows * descriptor.columns || MAX_WELLS;
  const selected = descriptor.wells.filter(({ number }) => number > 0 && number <= wells);
  const [first] = planes;
  return {
    format: FORMAT,
    name: descriptor.name || (options.name ?? ""),
    size: { rows: descriptor.rows, columns },
    planes,
    selected: selected.map((well) => placeOf(well, columns)),
    channels,
    sizes: sizesOf(descriptor),
    ...(first && (await hasScanROffset(first.path, options)) && { pixelsOf: withoutScanROffset }),
  };
}

interface FoundFile {
  readonly path: string;
  readonly well: ScanRWell;
  readonly field: number;
  readonly z: number;
  readonly t: number;
  readonly channel: string;
}

/** The files of planes in the folder `data`, or beside the descriptor if there is no such folder. */
async function findFiles(options: ReadSeriesOptions): Promise<readonly FoundFile[]> {
  const beside = await listFolder("", FORMAT, options);
  const data = beside.find(({ kind, key }) => kind === "prefix" && key.toLowerCase() === "data/");
  const entries = data ? await listFolder(data.key, FORMAT, options) : beside;
  return entries.flatMap(({ kind, key }) => {
    const match = kind === "key" ? FILE_NAME.exec(key.slice(data?.key.length ?? 0)) : null;
    if (!match) return [];
    const [, label, number, field, z, t, channel = ""] = match;
    const well = { number: Number(number), label };
    return [{ path: key, well, field: Number(field), z: Number(z), t: Number(t), channel }];
  });
}

function placeOf({ number }: ScanRWell, columns: number): WellPlace {
  const column = (number - 1) % columns;
  return { row: (number - 1 - column) / columns, column };
}

/**
 * The number of columns: as the descriptor says; or such that the number and the label of a well agree, as 12 columns make B2 well
 * 14; or that of the smallest usual plate with so many wells.
 */
function columnsOf({ columns, wells }: ScanRDescriptor, files: readonly FoundFile[]): number {
  if (columns > 0 && columns <= MAX_PLATE_LENGTH) return columns;
  const all = [...wells, ...files.map(({ well }) => well)];
  for (const { number, label = "" } of all) {
    const [, letters = "", digits] = /^([A-Z]{1,2})(\d{1,2})$/.exec(label) ?? [];
    const row = plateIndex(letters, "letter") ?? 0;
    const count = (number - Number(digits)) / row;
    if (Number.isInteger(count) && count >= Number(digits) && count <= MAX_PLATE_LENGTH) return count;
  }
  const last = all.reduce((most, { number }) => Math.max(most, number), 0);
  return USUAL_COLUMNS.find(([count]) => last <= count)?.[1] ?? MAX_PLATE_LENGTH;
}

const MAX_WELLS = 1536;
/** Of plates of so many wells. */
const USUAL_COLUMNS = [
  [8, 2],
  [96, 12],
  [384, 24],
  [MAX_WELLS, 48],
] as const;

function sizesOf({ pixelSize, sliceDistance, timeStep }: ScanRDescriptor): AxisSizes {
  return {
    ...(pixelSize > 0 && micrometers(pixelSize, pixelSize)),
    ...(sliceDistance > 0 && { z: { size: sliceDistance, unit: "micrometer" } }),
    ...(timeStep > 0 && { t: { size: timeStep, unit: "second" } }),
  };
}
