/**
 * Plates of PerkinElmer's (Revvity's) Operetta and Opera Phenix, exported by Harmony: `Index.idx.xml` or `Index.xml`,
 * and one TIFF file for each plane. Its namespace is HarmonyV5 or HarmonyV6; in the latter, what planes of a channel
 * have in common stands under `Maps`.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import type { Channel } from "../../image-model.ts";
import { type AxisSizes, micrometers } from "../../tiff/assemble-image.ts";
import { walkXml } from "../../xml/walk-xml.ts";
import { parsePlateTime } from "../plate-time.ts";
import { type MeasuredPlane, measuredSizes } from "./measured-plane.ts";
import { invalidIndex, listedPath, namesFor, type PlateListing } from "./plate-listing.ts";

const FORMAT = "harmony";
const IMAGE = "/Images/Image";
const ENTRY = "/Maps/Map/Entry";
const PLATE = "/Plates/Plate";

/** The elements of an `Image`, or of the `Entry` of its channel. */
type Texts = ReadonlyMap<string, string>;

/** Throws "invalid-data" for an index that does not place its planes. */
export function parseHarmony(bytes: Bytes): PlateListing {
  const plate = new Map<string, string>();
  const entries = new Map<string, Map<string, string>>();
  const planes: MeasuredPlane[] = [];
  /** The first plane of each channel. */
  const examples = new Map<number, Texts>();
  let texts = new Map<string, string>();
  walkXml(bytes, FORMAT, {
    open(path, attributes) {
      if (path === IMAGE) texts = new Map();
      if (path === `${IMAGE}/URL`) checkPage(attributes("BufferNo"));
      if (path !== ENTRY) return;
      const channel = attributes("ChannelID") ?? "";
      texts = entries.get(channel) ?? new Map();
      entries.set(channel, texts);
    },
    close(path, text) {
      const end = path.lastIndexOf("/");
      const [parent, name] = [path.slice(0, end), path.slice(end + 1)];
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
  const startTime = parsePlateTime(plate.get("MeasurementStartTime"));
  return {
    format: FORMAT,
    name: plate.get("Name") || plate.get("PlateID") || "",
    ...namesFor(FORMAT, planes, {
      rows: Number(plate.get("PlateRows")),
      columns: Number(plate.get("PlateColumns")),
    }),
    acquisitions: [{ id: 0, ...(startTime !== undefined && { startTime }) }],
    planes,
    channels: new Map(channels.map(([c, example]) => [c, channelOf(example)])),
    sizes: { ...pixelSizes(channels[0]?.[1] ?? new Map()), ...measuredSizes(planes) },
  };
}

/** Columbus, which exports such an index too, may have several planes in a file. */
function checkPage(bufferNo: string | undefined): void {
  if (Number(bufferNo ?? 0) === 0) return;
  throw new StorageError("unsupported", "Cannot read the index of a plate: its files hold several planes", {
    format: FORMAT,
    feature: "planes by BufferNo",
  });
}

function channelOf(texts: Texts): Channel {
  const name = texts.get("ChannelName");
  return name ? { name } : {};
}

function planeOf(texts: Texts): MeasuredPlane {
  return {
    row: integer(texts, "Row") - 1,
    column: integer(texts, "Col") - 1,
    field: integer(texts, "FieldID", 1),
    t: integer(texts, "TimepointID", 0),
    c: integer(texts, "ChannelID", 1),
    z: integer(texts, "PlaneID", 1),
    path: listedPath(texts.get("URL") ?? ""),
    height: Number(texts.get("PositionZ") ?? texts.get("AbsPositionZ") ?? Number.NaN) * 1e6,
    time: Number(texts.get("MeasurementTimeOffset") ?? Number.NaN),
  };
}

function integer(texts: Texts, name: string, absent?: number): number {
  const text = texts.get(name);
  if (text === undefined && absent !== undefined) return absent;
  if (text !== undefined && /^\d{1,6}$/.test(text) && (absent !== undefined || text !== "0"))
    return Number(text);
  throw invalidIndex(FORMAT, `${name} of an image is ${text}`);
}

/** Metres become micrometres. */
function pixelSizes(texts: Texts): AxisSizes {
  const [x, y] = ["ImageResolutionX", "ImageResolutionY"].map((name) => Number(texts.get(name)) * 1e6);
  return x !== undefined && y !== undefined && x > 0 && y > 0 ? micrometers(x, y) : {};
}
