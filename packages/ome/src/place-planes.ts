/**
 * An OME-XML document with its planes in other places, and every other byte as it was.
 *
 * @module
 */

import { isStorageError } from "@chunkwright/core";
import type { OmePixels } from "./ome-xml.ts";
import { parseOmeXml } from "./parse-ome-xml.ts";
import { dimensionOrder, omePixelType, type PagedImage } from "./plan-ome-tiff.ts";

/**
 * The document with its planes in the pages of one file. `undefined` if it does not describe just these images, or
 * cannot be told apart: then a new one has to take its place.
 */
export function placePlanes(xml: string, images: readonly PagedImage[]): string | undefined {
  const pixels = pixelsOf(xml);
  if (pixels?.length !== images.length) return undefined;
  const fits = images.every((image, i) => describes(pixels[i]!, image));
  const places = fits ? findPlanes(xml) : undefined;
  if (places?.length !== images.length) return undefined;
  let result = "";
  let done = 0;
  for (const [i, { insertAt, prefix, cuts }] of places.entries()) {
    const edits = [...cuts, { start: insertAt, end: insertAt }].sort(
      (a, b) => a.start - b.start || a.end - b.end,
    );
    let isInserted = false;
    for (const { start, end } of edits) {
      result += xml.slice(done, start);
      if (!isInserted) result += printPlanes(images[i]!, pixels[i]!, prefix);
      isInserted = true;
      done = end;
    }
  }
  return result + xml.slice(done);
}

/** Whether two documents say the same of everything but where planes lie. */
export function sameButPlaces(a: string, b: string): boolean {
  return a === b || withoutPlanes(a) === withoutPlanes(b);
}

function withoutPlanes(xml: string): string {
  let result = "";
  let done = 0;
  for (const { start, end } of (findPlanes(xml) ?? []).flatMap(({ cuts }) => cuts)) {
    result += xml.slice(done, start);
    done = end;
  }
  return result + xml.slice(done);
}

/** The pixels of each image of a document; `undefined` if it is none, or points to another. */
export function pixelsOf(xml: string): readonly OmePixels[] | undefined {
  try {
    const { images, binaryOnly } = parseOmeXml(xml);
    return binaryOnly ? undefined : images.map(({ pixels }) => pixels);
  } catch (error) {
    if (isStorageError(error)) return undefined;
    throw error;
  }
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

/** One element for all planes where the document runs through them as the pages do, else one for each. */
function printPlanes(paged: PagedImage, pixels: OmePixels, prefix: string): string {
  const { image, pageAxes, firstPage, pages } = paged;
  if (pixels.dimensionOrder === dimensionOrder(paged)) {
    return `<${prefix}TiffData IFD="${firstPage}" PlaneCount="${pages}"/>`;
  }
  const { shape } = image.levels[0].source.info;
  const elements: string[] = [];
  for (let page = 0; page < pages; page += 1) {
    let rest = page;
    let first = "";
    for (const axis of pageAxes.toReversed()) {
      first += ` First${image.axes[axis]!.name.toUpperCase()}="${rest % shape[axis]!}"`;
      rest = Math.floor(rest / shape[axis]!);
    }
    elements.push(`<${prefix}TiffData IFD="${firstPage + page}" PlaneCount="1"${first}/>`);
  }
  return elements.join("");
}

interface PixelsPlaces {
  /** What stands before local names of elements: "ome:", or nothing. */
  readonly prefix: string;
  /** Where elements for planes go. ome.xsd 2016-06, Pixels: behind channels, before planes. */
  readonly insertAt: number;
  /** The elements that say where planes lie, white space in front included. */
  readonly cuts: readonly { readonly start: number; readonly end: number }[];
}

/** A comment, CDATA section, instruction or declaration; or a tag. XML 1.0 §2.5 to §2.8, §3.1. */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(?<close>\/?)(?<prefix>[^\s:/>]+:)?(?<local>[^\s:/>]+)(?<rest>(?:"[^"]*"|'[^']*'|[^"'>])*?)(?<empty>\/?)>/g;
const PIXELS = "OME/Image/Pixels";
const PLACES = ["TiffData", "BinData", "MetadataOnly"];

/** In document order, of a well-formed document; `undefined` where a Pixels element is empty. */
function findPlanes(xml: string): readonly PixelsPlaces[] | undefined {
  const found: PixelsPlaces[] = [];
  const path: string[] = [];
  let prefix = "";
  let cuts: { start: number; end: number }[] = [];
  let cutFrom: number | undefined;
  let insertAt: number | undefined;
  for (const match of xml.matchAll(MARKUP)) {
    const { local, close, empty } = match.groups ?? {};
    if (local === undefined) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    if (!close) path.push(local);
    const here = path.join("/");
    const isPlace = path.length === 4 && here.startsWith(`${PIXELS}/`) && PLACES.includes(local);
    if (!close && here === PIXELS) {
      if (empty) return undefined;
      [prefix, cuts, insertAt] = [match.groups?.prefix ?? "", [], undefined];
    }
    if (!close && isPlace) cutFrom = start - trailingSpace(xml, start);
    if (!close && here === `${PIXELS}/Plane`) insertAt ??= start;
    if ((close || empty) && isPlace && cutFrom !== undefined) {
      cuts.push({ start: cutFrom, end });
      insertAt ??= cutFrom;
      cutFrom = undefined;
    }
    if (close && here === PIXELS) found.push({ prefix, insertAt: insertAt ?? start, cuts });
    if (close || empty) path.pop();
  }
  return found;
}

/** How much white space stands right before `end`. */
function trailingSpace(xml: string, end: number): number {
  return /\s*$/.exec(xml.slice(Math.max(0, end - 1000), end))?.[0].length ?? 0;
}
