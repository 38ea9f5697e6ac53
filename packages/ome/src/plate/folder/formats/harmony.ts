/**
 * Plates of PerkinElmer's (Revvity's) Operetta and Opera Phenix, exported by Harmony: `Index.idx.xml` or `Index.xml`,
 * and one TIFF file for each plane. Its namespace is HarmonyV5 or HarmonyV6; in the latter, what planes of a channel
 * have in common stands under `Maps`.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { Channel } from "../../../image-model.ts";
import { type AxisSizes, micrometers } from "../../../tiff/assemble-image.ts";
import { micrometersOf } from "../../../unit-size.ts";
import { elementName, walkXml } from "../../../xml/walk-xml.ts";
import { parsePlateTime } from "../../plate-time.ts";
import type { PlateFolderFormat } from "../plate-format.ts";
import { invalidIndex, listedPath, type PlateListing } from "../plate-listing.ts";
import { type MeasuredPlane, measuredSizes } from "./measured-plane.ts";

const FORMAT = "harmony";
const IMAGE = "/Images/Image";
const ENTRY = "/Maps/Map/Entry";
const PLATE = "/Plates/Plate";

/** The elements of an `Image`, or of the `Entry` of its channel, and after a space their attributes. */
type Texts = ReadonlyMap<string, string>;

export const harmony: PlateFolderFormat = {
  fileName: /^Index(\.idx)?\.xml$/,
  begins: /<EvaluationInputData[\s/>]/,
  readListing: ({ bytes }) => parseHarmony(bytes),
};

/** What an index says; of planes also where and when they were taken. */
export interface HarmonyListing extends PlateListing {
  readonly planes: readonly MeasuredPlane[];
}

/** Throws "invalid-data" for an index that does not place its planes. */
export function parseHarmony(bytes: Bytes): HarmonyListing {
  const plate = new Map<string, string>();
  const entries = new Map<string, Map<string, string>>();
  const planes: MeasuredPlane[] = [];
  /** The first plane of each channel. */
  const examples = new Map<number, Texts>();
  let texts = new Map<string, string>();
  walkXml(bytes, FORMAT, {
    open(path, attributes) {
      if (path === IMAGE) texts = new Map();
      if (path === ENTRY) {
        const channel = attributes("ChannelID") ?? "";
        texts = entries.get(channel) ?? new Map();
        entries.set(channel, texts);
      }
      const [parent, name] = [parentPath(path), elementName(path)];
      if (parent !== IMAGE && parent !== ENTRY) return;
      for (const attribute of ["Unit", "BufferNo"]) {
        const value = attributes(attribute);
        if (value !== undefined) texts.set(`${name} ${attribute}`, value);
      }
    },
    close(path, text) {
      const [parent, name] = [parentPath(path), elementName(path)];
      if (parent === PLATE) plate.set(name, text);
      if (parent === IMAGE || parent === ENTRY) texts.set(name, text);
      if (path !== IMAGE) return;
      const plane = planeOf(texts);
      planes.push(plane);
      if (!examples.has(plane.c)) examples.set(plane.c, texts);
    },
  });
  const channels = [...examples].map(
    ([c, own]) => [c, new Map([...(entries.get(`${c}`) ?? []), ...own])] as const,
  );
  return {
    format: FORMAT,
    name: plate.get("Name") || plate.get("PlateID") || "",
    size: { rows: Number(plate.get("PlateRows")), columns: Number(plate.get("PlateColumns")) },
    startTime: parsePlateTime(plate.get("MeasurementStartTime")),
    planes,
    channels: new Map(channels.map(([c, example]) => [c, channelOf(example)])),
    sizes: { ...pixelSizes(channels[0]?.[1] ?? new Map()), ...measuredSizes(planes) },
  };
}

function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

function channelOf(texts: Texts): Channel {
  const name = texts.get("ChannelName");
  return name ? { name } : {};
}

/** Columbus' indices have this form too: they state the page of a file, and the time of day instead of that since the start. */
function planeOf(texts: Texts): MeasuredPlane {
  const height = texts.has("PositionZ") ? "PositionZ" : "AbsPositionZ";
  const time = texts.get("MeasurementTimeOffset");
  return {
    row: integer(texts, "Row") - 1,
    column: integer(texts, "Col") - 1,
    field: integer(texts, "FieldID", 1),
    t: integer(texts, "TimepointID", 0),
    c: integer(texts, "ChannelID", 1),
    z: integer(texts, "PlaneID", 1),
    path: listedPath(texts.get("URL") ?? ""),
    ...(texts.has("URL BufferNo") && { page: integer(texts, "URL BufferNo", 0) }),
    height: length(texts, height),
    time: time === undefined ? (parsePlateTime(texts.get("AbsTime")) ?? Number.NaN) / 1000 : Number(time),
  };
}

/** A number from 0 on if there is one to take where it is `absent`, else from 1 on. Throws "invalid-data" for anything else. */
function integer(texts: Texts, name: string, absent?: number): number {
  const text = texts.get(name);
  if (text === undefined && absent !== undefined) return absent;
  if (text !== undefined && /^\d{1,6}$/.test(text) && (absent !== undefined || text !== "0"))
    return Number(text);
  throw invalidIndex(FORMAT, `${name} of an image is ${text}`);
}

function pixelSizes(texts: Texts): AxisSizes {
  const [x, y] = [length(texts, "ImageResolutionX"), length(texts, "ImageResolutionY")];
  return x > 0 && y > 0 ? micrometers(x, y) : {};
}

/** In micrometres; NaN if there is none, or in a unit that is not known. Metres are meant where no unit is stated. */
function length(texts: Texts, name: string): number {
  const factor = micrometersOf(texts.get(`${name} Unit`) ?? "m") ?? Number.NaN;
  const value = Number(texts.get(name) ?? Number.NaN) * factor;
  return Number.isFinite(value) ? value : Number.NaN;
}
