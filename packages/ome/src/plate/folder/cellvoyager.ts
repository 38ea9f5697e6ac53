/**
 * Plates of Yokogawa's CellVoyager (CV7000, CV8000, CQ1): `MeasurementData.mlf` lists a TIFF file for each plane,
 * `MeasurementDetail.mrf` the channels, a `.mes` file their settings, a `.wpi` file the plate.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { Channel } from "../../image-model.ts";
import { type AxisSizes, micrometers } from "../../tiff/assemble-image.ts";
import type { ReadSeriesOptions } from "../../tiff/series/tiff-series.ts";
import { walkXml } from "../../xml/walk-xml.ts";
import type { XmlAttributes } from "../../xml/xml-attributes.ts";
import { parsePlateTime } from "../plate-time.ts";
import {
  invalidIndex,
  listedPath,
  type MeasuredPlane,
  namesFor,
  type PlateListing,
  sliceSize,
} from "./plate-listing.ts";

const FORMAT = "cellvoyager";
const DATA = "MeasurementData.mlf";
const DETAIL = "MeasurementDetail.mrf";

/** Each of the files but the settings may be given; the others are beside it. Throws "invalid-data" for planes without a place. */
export async function parseCellVoyager(
  bytes: Bytes,
  fileName: string,
  options: ReadSeriesOptions,
): Promise<PlateListing> {
  const { store } = options;
  const beside = async (name: string) => (name === fileName ? bytes : store.get(name, options));
  const data = await beside(DATA);
  if (!data) throw invalidIndex(FORMAT, `there is no ${DATA} beside ${fileName}`);
  const detail = parseDetail(await beside(DETAIL));
  const settings = detail.settings === "" ? undefined : await beside(listedPath(detail.settings));
  const plateFile = (await findPlateFile(fileName, options)) ?? detail.plateFile;
  const plate = parsePlate(plateFile === undefined ? undefined : await beside(plateFile));
  const shots = parseData(data);
  const channelOf = channelNumbers(shots);
  const planes = shots.map((shot) => ({ ...shot, c: channelOf(shot) }));
  const shown = parseSettings(settings);
  const { startTime, endTime } = detail;
  return {
    format: FORMAT,
    name: plate.name ?? "",
    ...namesFor(FORMAT, planes, {
      rows: plate.rows ?? detail.rows,
      columns: plate.columns ?? detail.columns,
    }),
    acquisitions: [
      { id: 0, ...(startTime !== undefined && { startTime }), ...(endTime !== undefined && { endTime }) },
    ],
    planes,
    channels: new Map(planes.map(({ c }, i) => [c, shown.get(shots[i]!.channel) ?? {}])),
    sizes: { ...detail.sizes, ...sliceSize(planes) },
  };
}

/** A plane as it was taken. */
interface Shot extends Omit<MeasuredPlane, "c"> {
  /** As the instrument numbers its channels. */
  readonly channel: number;
  /** Step of the protocol that took it: a channel may be taken in several, each another channel of the image. */
  readonly action: number;
}

/** Records of errors have no file. */
function parseData(bytes: Bytes): readonly Shot[] {
  const shots: Shot[] = [];
  let shot: Omit<Shot, "path"> | undefined;
  walkXml(bytes, FORMAT, {
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
    throw invalidIndex(FORMAT, `${name} of a plane is ${text}`);
  };
  return {
    row: integer("Row") - 1,
    column: integer("Column") - 1,
    field: integer("FieldIndex"),
    t: integer("TimePoint", 1),
    z: integer("ZIndex", 1),
    channel: integer("Ch"),
    action: integer("ActionIndex", 1),
    height: Number(attributes("Z") ?? Number.NaN),
  };
}

/** Channels of the plate by action and number. */
function channelNumbers(shots: readonly Shot[]): (shot: Shot) => number {
  const keyOf = ({ action, channel }: Shot) => action * 1e6 + channel;
  const keys = [...new Set(shots.map(keyOf))].sort((a, b) => a - b);
  const numbers = new Map(keys.map((key, i) => [key, i + 1]));
  return (shot) => numbers.get(keyOf(shot))!;
}

interface Detail {
  readonly rows: number;
  readonly columns: number;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  /** Names of other files. */
  readonly settings: string;
  readonly plateFile?: string | undefined;
  readonly sizes: AxisSizes;
}

function parseDetail(bytes: Bytes | undefined): Detail {
  let detail: Detail = { rows: 0, columns: 0, settings: "", sizes: {} };
  if (!bytes) return detail;
  walkXml(bytes, FORMAT, {
    open(path, attributes) {
      if (path === "") {
        detail = {
          rows: Number(attributes("RowCount") ?? 0),
          columns: Number(attributes("ColumnCount") ?? 0),
          startTime: parsePlateTime(attributes("BeginTime")),
          endTime: parsePlateTime(attributes("EndTime")),
          settings: attributes("MeasurementSettingFileName")?.trim() ?? "",
          sizes: {},
        };
      }
      if (path === "/MeasurementSamplePlate") {
        const plateFile = attributes("WellPlateFileName")?.trim();
        detail = { ...detail, plateFile: plateFile ? listedPath(plateFile) : undefined };
      }
      const [x, y] = ["Horizontal", "Vertical"].map((axis) => Number(attributes(`${axis}PixelDimension`)));
      const isFirst = path === "/MeasurementChannel" && detail.sizes.x === undefined;
      if (isFirst && x !== undefined && y !== undefined && x > 0 && y > 0) {
        detail = { ...detail, sizes: micrometers(x, y) };
      }
    },
  });
  return detail;
}

/** Dyes and colours by number of channel. */
function parseSettings(bytes: Bytes | undefined): ReadonlyMap<number, Channel> {
  const channels = new Map<number, Channel>();
  if (!bytes || bytes.byteLength === 0) return channels;
  walkXml(bytes, FORMAT, {
    open(path, attributes) {
      if (!path.endsWith("/Channel")) return;
      const name = attributes("Fluorophore")?.trim() || attributes("Acquisition")?.trim();
      // Two digits of opacity may come first.
      const [, color] = /^#?(?:[0-9a-f]{2})?([0-9a-f]{6})$/i.exec(attributes("Color")?.trim() ?? "") ?? [];
      channels.set(Number(attributes("Ch")), {
        ...(name && { name }),
        ...(color !== undefined && { color: Number.parseInt(color, 16) }),
      });
    },
  });
  return channels;
}

interface PlateFile {
  readonly name?: string | undefined;
  readonly rows?: number;
  readonly columns?: number;
}

function parsePlate(bytes: Bytes | undefined): PlateFile {
  let plate: PlateFile = {};
  if (!bytes) return plate;
  walkXml(bytes, FORMAT, {
    open(path, attributes) {
      if (path !== "") return;
      const [rows, columns] = ["Rows", "Columns"].map((name) => Number(attributes(name)));
      plate = { name: attributes("Name"), ...(rows && { rows }), ...(columns && { columns }) };
    },
  });
  return plate;
}

/** The only `.wpi` file in the folder, or the first. */
async function findPlateFile(
  fileName: string,
  { store, signal }: ReadSeriesOptions,
): Promise<string | undefined> {
  if (/\.wpi$/i.test(fileName)) return fileName;
  const found: string[] = [];
  for await (const { kind, key } of store.list?.("", { signal }) ?? []) {
    if (kind === "key" && /\.wpi$/i.test(key)) found.push(key);
  }
  return found.sort()[0];
}
