/**
 * The elements of OME-XML, each by its attributes, as all schemas since 2008 spell them.
 *
 * @module
 */

import {
  integerAttribute,
  invalidXml,
  positiveAttribute,
  wordAttribute,
  type XmlAttributes,
} from "../xml/xml-attributes.ts";
import {
  DIMENSION_ORDERS,
  type OmeChannel,
  type OmePixels,
  type OmeQuantity,
  type OmeTiffData,
  type OmeXml,
  PIXEL_TYPES,
} from "./ome-xml.ts";

/** A value that is still being built. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Pixels whose channels and planes are still being read. */
export interface PixelsDraft extends Writable<OmePixels> {
  readonly channels: OmeChannel[];
  readonly tiffData: Writable<OmeTiffData>[];
}

/** Largest value of ome.xsd's PositiveInt and NonNegativeInt. */
const MAX_INT = 2 ** 31 - 1;

export function parseBinaryOnly(attributes: XmlAttributes): OmeXml["binaryOnly"] {
  const fileName = attributes("MetadataFile");
  if (!fileName) throw invalidXml("BinaryOnly names no MetadataFile");
  return { fileName, ...defined({ uuid: attributes("UUID") }) };
}

export function parsePixels(attributes: XmlAttributes): PixelsDraft {
  const size = (name: string) => required(name, integerAttribute(attributes, name, 1, MAX_INT));
  return {
    dimensionOrder: required("DimensionOrder", wordAttribute(attributes, "DimensionOrder", DIMENSION_ORDERS)),
    type: required("Type", pixelType(attributes)),
    sizeX: size("SizeX"),
    sizeY: size("SizeY"),
    sizeZ: size("SizeZ"),
    sizeC: size("SizeC"),
    sizeT: size("SizeT"),
    ...defined({
      id: attributes("ID"),
      physicalSizeX: quantity(attributes, "PhysicalSizeX", "\u00b5m"),
      physicalSizeY: quantity(attributes, "PhysicalSizeY", "\u00b5m"),
      physicalSizeZ: quantity(attributes, "PhysicalSizeZ", "\u00b5m"),
      timeIncrement: quantity(attributes, "TimeIncrement", "s"),
    }),
    channels: [],
    tiffData: [],
    storage: "tiff",
  };
}

/** `Type`; `PixelType` before 2009-09. */
function pixelType(attributes: XmlAttributes): OmePixels["type"] | undefined {
  return wordAttribute(attributes, attributes("Type") === undefined ? "PixelType" : "Type", PIXEL_TYPES);
}

export function parseChannel(attributes: XmlAttributes): OmeChannel {
  return defined({
    id: attributes("ID"),
    name: attributes("Name"),
    samplesPerPixel: integerAttribute(attributes, "SamplesPerPixel", 1, MAX_INT),
    color: color(attributes),
  });
}

/** Signed since 2010-06; before, unsigned ones occur, with the same bits. */
function color(attributes: XmlAttributes): number | undefined {
  const value = integerAttribute(attributes, "Color", -(2 ** 31), 2 ** 32 - 1);
  return value === undefined ? undefined : value | 0;
}

/** `PlaneCount` is `NumPlanes` in schemas before 2010-04. */
export function parseTiffData(attributes: XmlAttributes): Writable<OmeTiffData> {
  const integer = (name: string) => integerAttribute(attributes, name, 0, MAX_INT);
  return {
    firstZ: integer("FirstZ") ?? 0,
    firstC: integer("FirstC") ?? 0,
    firstT: integer("FirstT") ?? 0,
    ...defined({ ifd: integer("IFD"), planeCount: integer("PlaneCount") ?? integer("NumPlanes") }),
  };
}

function quantity(attributes: XmlAttributes, name: string, defaultUnit: string): OmeQuantity | undefined {
  const value = positiveAttribute(attributes, name);
  return value === undefined ? undefined : { value, unit: attributes(`${name}Unit`) ?? defaultUnit };
}

function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw invalidXml(`Pixels has no ${name}`);
  return value;
}

/** The members that are not `undefined`. */
export function defined<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
