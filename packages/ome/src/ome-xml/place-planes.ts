/**
 * Changing where an OME-XML document places its planes, and no other byte.
 *
 * @module
 */

import { dimensionOrder, type PagedImage } from "../tiff/image-pages.ts";
import { attributeEdit, editXml, type XmlEdit, xmlTags } from "../xml/xml-tags.ts";
import type { OmePixels } from "./ome-xml.ts";
import { imagesIn } from "./parse-ome-xml.ts";
import { omePixelType } from "./pixel-type.ts";
import { printAttributes } from "./print-attributes.ts";
import { type OmeFile, printTiffData } from "./print-tiff-data.ts";

/**
 * The document with its planes in the pages of `file`, whose UUID it gets. `undefined` if it does not describe
 * exactly these images, or cannot be edited: then a new document replaces it.
 */
export function placePlanes(xml: string, images: readonly PagedImage[], file?: OmeFile): string | undefined {
  const pixels = pixelsOf(xml);
  if (pixels?.length !== images.length) return undefined;
  const fits = images.every((image, i) => describes(pixels[i]!, image));
  const places = fits ? findPlaces(xml) : undefined;
  if (places?.pixels.length !== images.length) return undefined;
  const { uuid } = places;
  const edits: XmlEdit[] = [{ ...uuid, text: printAttributes({ UUID: file?.uuid }) }];
  for (const [i, { insertAt, prefix, cuts }] of places.pixels.entries()) {
    const own = [...cuts, { start: insertAt, end: insertAt }].sort(
      (a, b) => a.start - b.start || a.end - b.end,
    );
    const planes = printPlanes(images[i]!, pixels[i]!, file, prefix);
    for (const [n, cut] of own.entries()) edits.push({ ...cut, text: n === 0 ? planes : "" });
  }
  return editXml(xml, edits);
}

/** Whether two documents differ only in where planes lie. */
export function sameButPlaces(a: string, b: string): boolean {
  return a === b || withoutPlanes(a) === withoutPlanes(b);
}

function withoutPlanes(xml: string): string {
  const places = findPlaces(xml);
  return places ? editXml(xml, [places.uuid, ...places.pixels.flatMap(({ cuts }) => cuts)]) : xml;
}

/** The pixels of each image of a document; `undefined` if it is not one, or points to another. */
export function pixelsOf(xml: string): readonly OmePixels[] | undefined {
  return imagesIn(xml)?.map(({ pixels }) => pixels);
}

function describes(pixels: OmePixels, { image, samples }: PagedImage): boolean {
  const { dataType, shape } = image.levels[0].source.info;
  const size = (name: string) => shape[image.axes.findIndex((axis) => axis.name === name)] ?? 1;
  return (
    pixels.sizeX === size("x") &&
    pixels.sizeY === size("y") &&
    pixels.sizeZ === size("z") &&
    pixels.sizeC === size("c") &&
    pixels.sizeT === size("t") &&
    pixels.type === omePixelType(dataType) &&
    (pixels.channels[0]?.samplesPerPixel ?? samples) === samples
  );
}

/** One element for all planes if the document orders them like the pages, else one for each. */
function printPlanes(
  paged: PagedImage,
  pixels: OmePixels,
  file: OmeFile | undefined,
  prefix: string,
): string {
  const { image, pageAxes, firstPage, pages } = paged;
  if (pixels.dimensionOrder === dimensionOrder(paged)) {
    return printTiffData({ IFD: firstPage, PlaneCount: pages }, file, prefix);
  }
  const { shape } = image.levels[0].source.info;
  const elements: string[] = [];
  for (let page = 0; page < pages; page += 1) {
    let rest = page;
    const first: Record<string, number> = {};
    for (const axis of pageAxes.toReversed()) {
      first[`First${image.axes[axis]!.name.toUpperCase()}`] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    elements.push(printTiffData({ IFD: firstPage + page, PlaneCount: 1, ...first }, file, prefix));
  }
  return elements.join("");
}

interface DocumentPlaces {
  /** The attribute of the root; empty where it would go. */
  readonly uuid: Pick<XmlEdit, "start" | "end">;
  readonly pixels: readonly PixelsPlaces[];
}

interface PixelsPlaces {
  /** What stands before local names of elements: "ome:", or nothing. */
  readonly prefix: string;
  /** Where elements for planes go. ome.xsd 2016-06, Pixels: behind channels, before planes. */
  readonly insertAt: number;
  /** The elements that say where planes lie, white space in front included. */
  readonly cuts: readonly XmlEdit[];
}

const PIXELS = "OME/Image/Pixels";
const PLACES = ["TiffData", "BinData", "MetadataOnly"].map((name) => `${PIXELS}/${name}`);

/** In document order, of a well-formed document; `undefined` where there is no root or a Pixels element is empty. */
function findPlaces(xml: string): DocumentPlaces | undefined {
  const found: PixelsPlaces[] = [];
  let prefix = "";
  let cuts: XmlEdit[] = [];
  let cutFrom: number | undefined;
  let insertAt: number | undefined;
  let uuid: XmlEdit | undefined;
  for (const tag of xmlTags(xml)) {
    const { kind, path, start, end } = tag;
    uuid ??= attributeEdit(tag, "UUID", undefined);
    const isPlace = PLACES.includes(path);
    if (kind !== "close" && path === PIXELS) {
      if (kind === "empty") return undefined;
      [prefix, cuts, insertAt] = [tag.prefix, [], undefined];
    }
    if (kind !== "close" && isPlace) cutFrom = start - trailingSpace(xml, start);
    if (kind !== "close" && path === `${PIXELS}/Plane`) insertAt ??= start;
    if (kind !== "open" && isPlace && cutFrom !== undefined) {
      cuts.push({ start: cutFrom, end });
      insertAt ??= cutFrom;
      cutFrom = undefined;
    }
    if (kind === "close" && path === PIXELS) found.push({ prefix, insertAt: insertAt ?? start, cuts });
  }
  return uuid && { uuid, pixels: found };
}

/** How much white space, up to 1,000 characters, stands right before `end`. */
function trailingSpace(xml: string, end: number): number {
  const before = xml.slice(Math.max(0, end - 1000), end);
  return before.length - before.trimEnd().length;
}
