/**
 * How images become pages of an OME-TIFF file, and the document that says so.
 *
 * @module
 */

import { type DataType, jsonEquals, type Level } from "@chunkwright/core";
import type { AssociatedImage, Image, ImageCollection } from "../image-model.ts";
import { correctOmeXml } from "../ome-xml/correct-ome-xml.ts";
import type { OmePixels } from "../ome-xml/ome-xml.ts";
import { omePixelType } from "../ome-xml/pixel-type.ts";
import { pixelsOf, placePlanes } from "../ome-xml/place-planes.ts";
import { printOmeXml } from "../ome-xml/print-ome-xml.ts";
import type { OmeFile } from "../ome-xml/print-tiff-data.ts";
import { documentPlate, samePlate, sameWells } from "../plate/document-plate.ts";
import type { Plate } from "../plate/plate.ts";
import { plateJson } from "../plate/plate-json.ts";
import { describePages } from "./described-pages.ts";
import { type PagedImage, pageImage, strangeAxes, withPlanesBehind } from "./image-pages.ts";
import { printLeftovers } from "./ngff-leftovers.ts";
import { isTiffPlanar } from "./tiff-display.ts";

/** The pages and the document that an OME-TIFF file is made of. */
export interface OmeTiffPlan {
  readonly images: readonly PagedImage[];
  /** For the first page of each image, as tag `LEFTOVERS_TAG`: what OME-XML lacks, or all of it if there is none. */
  readonly leftovers: readonly (string | undefined)[];
  /** OME-XML for the first page; `undefined` if OME has no name for the type of the pixels. */
  readonly omeXml: string | undefined;
  /** What the pages cannot hold, levels and documents, and why. */
  readonly warnings: readonly string[];
}

/** Options of `planOmeTiff`. */
export interface OmeTiffOptions {
  /** What the document names as the file that it is in. */
  readonly file?: OmeFile;
  /** Whether samples of a pixel lie in planes of their own; as they lay in TIFF by default, else side by side. */
  readonly planar?: boolean | undefined;
}

/**
 * Pages of the images, one after the other, and of those associated with them. The document that came with the images
 * stays if it describes them; only where planes lie changes, and names, colors and sizes that the images state otherwise.
 * Throws "unsupported" for images that no pages can hold: they lack y or x, or have axes beside t, c, z, y and x.
 */
export function planOmeTiff(collection: ImageCollection, { file, planar }: OmeTiffOptions = {}): OmeTiffPlan {
  const { images, associated = [], omeXml, plate } = collection;
  const own = images.map((image): Part => ({ image: withPlaneLevels(withPlanesBehind(image)) }));
  const all = [...own, ...associated.filter(({ image }) => hasPages(image)).map(partOf)];
  const document = omeXml && correctOmeXml(new TextDecoder().decode(omeXml), collection);
  const warnings = own.flatMap(({ image }, i) => leftLevels(images[i]!, image));
  const plan = (
    parts: readonly Part[],
    paged: readonly PagedImage[],
    xml: string | undefined,
  ): OmeTiffPlan => ({
    images: paged,
    leftovers: parts.map(({ image, role }, i) => {
      const stated = i === 0 && plate && xml !== undefined ? documentPlate(xml, images.length) : undefined;
      return printLeftovers(image, {
        ...(xml === undefined && describePages(paged[i]!)),
        ...(role !== undefined && { associated: role }),
        ...(i === 0 && plate && !samePlate(stated, plate) && { plate: plateJson(plate) }),
      });
    }),
    omeXml: xml,
    warnings: [...warnings, ...leftAssociated(associated, parts)],
  });

  const pixels = (document && pixelsOf(document)) || [];
  for (const parts of pixels.length > 0 && agrees(document!, plate, images.length) ? [all, own] : []) {
    const paged = pageParts(parts, pixels, planar);
    const placed = placePlanes(document!, paged, file);
    if (placed !== undefined) return plan(parts, paged, placed);
  }
  const hasNames = own.every(({ image: { levels } }) => hasPixelType(levels[0].source.info.dataType));
  if (document) {
    warnings.push(
      hasNames
        ? "the source's OME-XML does not describe its images: a new document takes its place"
        : "the source's OME-XML is left out: it has no name for 64-bit integers and float16",
    );
  }
  const parts = hasNames ? all : own;
  const paged = pageParts(parts, [], planar);
  return plan(parts, paged, hasNames ? printOmeXml(paged, { file, plate }) : undefined);
}

/** Whether what a document says of a plate, if anything, holds for the images. */
function agrees(document: string, plate: Plate | undefined, images: number): boolean {
  const stated = plate && documentPlate(document, images);
  return !plate || !stated || sameWells(stated, plate);
}

interface Part {
  readonly image: Image;
  /** The role of an associated image. */
  readonly role?: string;
}

function partOf({ name, image }: AssociatedImage): Part {
  return { image: withPlaneLevels(image), role: name };
}

function pageParts(
  parts: readonly Part[],
  pixels: readonly OmePixels[],
  planar: boolean | undefined,
): readonly PagedImage[] {
  let firstPage = 0;
  return parts.map(({ image, role }, i) => {
    const samples = pixels[i]?.channels[0]?.samplesPerPixel;
    const paged = pageImage(image, firstPage, samples, planar ?? isTiffPlanar(image));
    firstPage += paged.pages;
    return { ...paged, ...(role !== undefined && { role }) };
  });
}

function leftAssociated(associated: readonly AssociatedImage[], parts: readonly Part[]): readonly string[] {
  const left = associated.filter(({ name }) => !parts.some(({ role }) => role === name));
  if (left.length === 0) return [];
  return [`the document has no place for what is left out: ${left.map(({ name }) => name).join(", ")}`];
}

function hasPages({ axes, levels }: Image): boolean {
  return strangeAxes(axes) === undefined && hasPixelType(levels[0].source.info.dataType);
}

function hasPixelType(dataType: DataType): boolean {
  return dataType === "bool" || omePixelType(dataType) !== undefined;
}

/** The image with the levels that have a reduced version of every page: those that shrink along y and x alone. */
function withPlaneLevels(image: Image): Image {
  const [finest, ...coarser] = image.levels;
  const planes = ({ source: { info } }: Level) => info.shape.slice(0, -2);
  const differing = coarser.findIndex((level) => !jsonEquals(planes(level), planes(finest)));
  return differing < 0 ? image : { ...image, levels: [finest, ...coarser.slice(0, differing)] };
}

function leftLevels(image: Image, { levels, name }: Image): readonly string[] {
  if (levels.length === image.levels.length) return [];
  const which = `levels from ${levels.length} on of ${JSON.stringify(name)}`;
  return [`${which} are left out: in TIFF they shrink along y and x alone`];
}

/** All that a private tag can say of an image where there is no OME-XML. */
export function pagedLeftovers(image: Image, paged: PagedImage): string | undefined {
  return printLeftovers(image, describePages(paged));
}
