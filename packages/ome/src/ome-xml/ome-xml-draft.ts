/**
 * The elements of an OME-XML document, gathered as the parser meets them.
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
import { MODULO_NAMESPACE, type OmeModulo, parseModulo } from "./ome-modulo.ts";
import {
  DIMENSION_ORDERS,
  type OmeChannel,
  type OmeImage,
  type OmePixels,
  type OmeQuantity,
  type OmeTiffData,
  type OmeXml,
  PIXEL_TYPES,
} from "./ome-xml.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface PixelsDraft extends Writable<OmePixels> {
  readonly channels: OmeChannel[];
  readonly tiffData: Writable<OmeTiffData>[];
}

interface ImageDraft {
  readonly attributes: Pick<OmeImage, "id" | "name">;
  /** Schemas before 2010-06 allow several, and name one as the default. */
  readonly defaultPixels: string | undefined;
  readonly pixels: PixelsDraft[];
  /** LogicalChannel: the channels of schemas before 2009-09, outside Pixels. */
  readonly logicalChannels: OmeChannel[];
  /** IDs of the annotations that it refers to. */
  readonly annotationRefs: string[];
}

interface AnnotationDraft {
  readonly id: string | undefined;
  readonly modulo: (Writable<OmeModulo> & { labels: string[] })[];
}

/** Levels of the document that are looked at. */
export const ELEMENT_DEPTH = 7;

/** Largest value of ome.xsd's PositiveInt and NonNegativeInt. */
const MAX_INT = 2 ** 31 - 1;

export class OmeXmlDraft {
  private uuid: string | undefined;
  private binaryOnly: OmeXml["binaryOnly"];
  private readonly images: ImageDraft[] = [];
  private readonly annotations: AnnotationDraft[] = [];
  private isInModulo = false;
  /** Where text goes: the UUID of a TiffData element, or a label. */
  private addWords: ((part: string) => void) | undefined;

  /** An element opens; `path` names it from the root. */
  open(path: string, attributes: XmlAttributes): void {
    this.addWords = undefined;
    const image = this.images.at(-1);
    const pixels = image?.pixels.at(-1);
    switch (path) {
      case "OME":
        this.uuid = attributes("UUID");
        return;
      case "OME/BinaryOnly":
        this.binaryOnly = parseBinaryOnly(attributes);
        return;
      case "OME/Image":
        this.images.push({
          attributes: defined({ id: attributes("ID"), name: attributes("Name") }),
          defaultPixels: attributes("DefaultPixels") ?? attributes("AcquiredPixels"),
          pixels: [],
          logicalChannels: [],
          annotationRefs: [],
        });
        return;
      case "OME/Image/LogicalChannel":
        image?.logicalChannels.push(parseChannel(attributes));
        return;
      case "OME/Image/Pixels":
        image?.pixels.push(parsePixels(attributes));
        return;
      case "OME/Image/Pixels/Channel":
        pixels?.channels.push(parseChannel(attributes));
        return;
      case "OME/Image/Pixels/TiffData":
        pixels?.tiffData.push(parseTiffData(attributes));
        return;
      case "OME/Image/Pixels/TiffData/UUID":
        this.openUuid(pixels?.tiffData.at(-1), attributes);
        return;
      case "OME/Image/Pixels/BinData":
        if (pixels) pixels.storage = "bin-data";
        return;
      case "OME/Image/Pixels/MetadataOnly":
        if (pixels) pixels.storage = "metadata-only";
        return;
      case "OME/Image/AnnotationRef":
        image?.annotationRefs.push(attributes("ID") ?? "");
        return;
      default:
        if (path.startsWith(ANNOTATION)) this.openAnnotation(path.slice(ANNOTATION.length), attributes);
    }
  }

  private openUuid(tiffData: Writable<OmeTiffData> | undefined, attributes: XmlAttributes): void {
    if (!tiffData) return;
    Object.assign(tiffData, defined({ uuid: "", fileName: attributes("FileName") }));
    this.addWords = (part) => {
      tiffData.uuid = `${tiffData.uuid ?? ""}${part}`.trim();
    };
  }

  /** `path` is below XMLAnnotation: the Modulo element in its Value has one for each axis that is split. */
  private openAnnotation(path: string, attributes: XmlAttributes): void {
    const [, value, modulo, axis, label] = path.split("/");
    if (value === undefined) {
      const isModulo = attributes("Namespace") === MODULO_NAMESPACE;
      if (isModulo) this.annotations.push({ id: attributes("ID"), modulo: [] });
      this.isInModulo = isModulo;
    }
    const annotation = this.isInModulo ? this.annotations.at(-1) : undefined;
    if (!annotation || modulo !== "Modulo" || axis === undefined) return;
    if (label === undefined) {
      const parsed = parseModulo(axis, attributes);
      if (parsed) annotation.modulo.push({ ...parsed, labels: [] });
    } else if (label === "Label") {
      const labels = annotation.modulo.at(-1)?.labels;
      const place = labels?.push("");
      this.addWords = (part) => {
        if (labels && place !== undefined) labels[place - 1] += part;
      };
    }
  }

  addText(part: string): void {
    this.addWords?.(part);
  }

  /** The element that was opened last, or one around it, ends. */
  close(): void {
    this.addWords = undefined;
  }

  finish(): OmeXml {
    return {
      ...defined({ uuid: this.uuid, binaryOnly: this.binaryOnly }),
      images: this.images.map((image) => {
        const modulo = this.moduloOf(image);
        return { ...finishImage(image), ...(modulo.length > 0 && { modulo }) };
      }),
    };
  }

  /** Of the annotations that the image refers to; where no image refers to any, they are of all. */
  private moduloOf({ annotationRefs }: ImageDraft): OmeModulo[] {
    const isMeant = ({ id }: AnnotationDraft, refs: readonly string[]) =>
      id !== undefined && refs.includes(id);
    const own = this.annotations.filter((annotation) => isMeant(annotation, annotationRefs));
    const refs = this.images.flatMap((image) => image.annotationRefs);
    const isNobodys = !this.annotations.some((annotation) => isMeant(annotation, refs));
    return (isNobodys ? this.annotations : own).flatMap(({ modulo }) => modulo);
  }
}

const ANNOTATION = "OME/StructuredAnnotations/XMLAnnotation";

function finishImage({ attributes, defaultPixels, pixels, logicalChannels }: ImageDraft): OmeImage {
  const shown = pixels.find(({ id }) => id !== undefined && id === defaultPixels) ?? pixels[0];
  if (!shown) throw invalidXml(`image ${attributes.id ?? ""} has no Pixels element`);
  return {
    ...attributes,
    pixels: shown.channels.length > 0 ? shown : { ...shown, channels: logicalChannels },
  };
}

function parseBinaryOnly(attributes: XmlAttributes): OmeXml["binaryOnly"] {
  const fileName = attributes("MetadataFile");
  if (!fileName) throw invalidXml("BinaryOnly names no MetadataFile");
  return { fileName, ...defined({ uuid: attributes("UUID") }) };
}

function parsePixels(attributes: XmlAttributes): PixelsDraft {
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

function parseChannel(attributes: XmlAttributes): OmeChannel {
  return defined({
    id: attributes("ID"),
    name: attributes("Name"),
    samplesPerPixel: integerAttribute(attributes, "SamplesPerPixel", 1, MAX_INT),
    color: color(attributes),
  });
}

/** Signed since 2010-06; before, unsigned ones are found, whose bits are the same. */
function color(attributes: XmlAttributes): number | undefined {
  const value = integerAttribute(attributes, "Color", -(2 ** 31), 2 ** 32 - 1);
  return value === undefined ? undefined : value | 0;
}

/** `PlaneCount` is `NumPlanes` in schemas before 2010-04. */
function parseTiffData(attributes: XmlAttributes): Writable<OmeTiffData> {
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
function defined<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
