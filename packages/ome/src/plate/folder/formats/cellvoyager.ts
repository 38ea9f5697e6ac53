/**
 * Plates of Yokogawa's CellVoyager (CV7000, CV8000): `MeasurementData.mlf` lists a TIFF file for each plane,
 * `MeasurementDetail.mrf` the channels, a `.mes` file their settings, a `.wpi` file the plate.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { namesIn, type ReadSeriesOptions } from "../../../tiff/series/series-options.ts";
import { walkXml } from "../../../xml/walk-xml.ts";
import type { XmlAttributes } from "../../../xml/xml-attributes.ts";
import { parsePlateTime } from "../../plate-time.ts";
import type { PlateFolderFormat, PlateIndex } from "../plate-format.ts";
import { invalidIndex, listedPath, type PlateListing } from "../plate-listing.ts";
import { CELLVOYAGER, parseDetail, parsePlate, parseSettings } from "./cellvoyager-details.ts";
import { type MeasuredPlane, measuredSizes } from "./measured-plane.ts";

const DATA = "MeasurementData.mlf";
const DETAIL = "MeasurementDetail.mrf";

export const cellVoyager: PlateFolderFormat = {
  fileName: /^MeasurementData\.mlf$/,
  begins: /<(?:bts:)?(?:MeasurementData|MeasurementDetail|WellPlate)[\s/>]/,
  readListing: readCellVoyager,
};

/** Any of the files but the settings may be taken for the index; the others are beside it. */
async function readCellVoyager(
  { bytes, fileName }: PlateIndex,
  options: ReadSeriesOptions,
): Promise<PlateListing> {
  const { store } = options;
  const beside = async (name: string) => (name === fileName ? bytes : store.get(name, options));
  const data = await beside(DATA);
  if (!data) throw invalidIndex(CELLVOYAGER, `there is no ${DATA} beside ${fileName}`);
  const detail = parseDetail(await beside(DETAIL));
  const settings = detail.settings === "" ? undefined : await beside(listedPath(detail.settings));
  const plateFile = (await findPlateFile(fileName, options)) ?? detail.plateFile;
  const plate = parsePlate(plateFile === undefined ? undefined : await beside(plateFile));
  const { shots, projections } = withoutProjections(parseData(data));
  const numberOf = channelNumbering(shots);
  const planes = shots.map((shot) => ({ ...shot, c: numberOf(shot) }));
  const shown = parseSettings(settings);
  return {
    format: CELLVOYAGER,
    name: plate.name || detail.name || "",
    size: { rows: plate.rows ?? detail.rows, columns: plate.columns ?? detail.columns },
    startTime: detail.startTime,
    endTime: detail.endTime,
    planes,
    channels: new Map(planes.map(({ c, channel }) => [c, shown.get(channel) ?? {}])),
    sizes: { ...detail.sizes, ...measuredSizes(planes) },
    ...(projections > 0 && { warnings: [`projections left out: ${projections}`] }),
  };
}

/**
 * The planes, unless there is nothing but projections, and how many projections are left out: they have the numbers of the slices
 * that they are made of.
 */
function withoutProjections(all: readonly Shot[]): {
  readonly shots: readonly Shot[];
  readonly projections: number;
} {
  const slices = all.filter(({ isProjection }) => !isProjection);
  const shots = slices.length > 0 ? slices : all;
  return { shots, projections: all.length - shots.length };
}

/** A plane as it was taken. */
interface Shot extends Omit<MeasuredPlane, "c"> {
  /** As the instrument numbers its channels. */
  readonly channel: number;
  /** Step of the protocol that took it: a channel may be taken in several, each another channel of the image. */
  readonly action: number;
  /** Whether it was made of several slices. */
  readonly isProjection: boolean;
}

/** The planes that are listed. Other records, of errors, have no file. */
function parseData(bytes: Bytes): readonly Shot[] {
  const shots: Shot[] = [];
  let shot: Omit<Shot, "path"> | undefined;
  walkXml(bytes, CELLVOYAGER, {
    open(path, attributes) {
      if (path !== "/MeasurementRecord") return;
      shot = attributes("Type") === "IMG" ? shotOf(attributes) : undefined;
    },
    close(path, text) {
      if (path === "/MeasurementRecord" && shot) shots.push({ ...shot, path: listedPath(text) });
    },
  });
  return shots;
}

function shotOf(attributes: XmlAttributes): Omit<Shot, "path"> {
  const integer = (name: string, absent?: number): number => {
    const text = attributes(name)?.trim();
    if (text === undefined && absent !== undefined) return absent;
    if (text !== undefined && /^[1-9]\d{0,5}$/.test(text)) return Number(text);
    throw invalidIndex(CELLVOYAGER, `${name} of a plane is ${text}`);
  };
  return {
    row: integer("Row") - 1,
    column: integer("Column") - 1,
    field: integer("FieldIndex"),
    t: integer("TimePoint", 1),
    z: integer("ZIndex", 1),
    channel: integer("Ch"),
    action: integer("ActionIndex", 1),
    isProjection: attributes("ZImageProcessing") !== undefined,
    height: Number(attributes("Z") ?? Number.NaN),
    time: (parsePlateTime(attributes("Time")) ?? Number.NaN) / 1000,
  };
}

/** Numbers the channels of the plate: by the action that takes them, then as the instrument does. */
function channelNumbering(shots: readonly Shot[]): (shot: Shot) => number {
  const keyOf = ({ action, channel }: Shot) => action * 1e6 + channel;
  const keys = [...new Set(shots.map(keyOf))].sort((a, b) => a - b);
  const numbers = new Map(keys.map((key, i) => [key, i + 1]));
  return (shot) => numbers.get(keyOf(shot))!;
}

/** The only `.wpi` file in the folder, or the first by name. */
async function findPlateFile(fileName: string, options: ReadSeriesOptions): Promise<string | undefined> {
  if (PLATE_FILE.test(fileName)) return fileName;
  const names = [...((await namesIn("", options)) ?? [])];
  return names.filter((name) => PLATE_FILE.test(name)).sort()[0];
}

const PLATE_FILE = /\.wpi$/i;
