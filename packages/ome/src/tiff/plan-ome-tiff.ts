/**
 * How images become pages of an OME-TIFF file, and the document that says so.
 *
 * @module
 */

import { type Axis, type DataType, jsonEquals, type Level, StorageError } from "@chunkwright/core";
import type { AssociatedImage, Image, ImageCollection } from "../image-model.ts";
import { DIMENSION_ORDERS, type DimensionOrder, type OmePixels } from "../ome-xml/ome-xml.ts";
import { pixelsOf, placePlanes } from "../ome-xml/place-planes.ts";
import { printOmeXml } from "../ome-xml/print-ome-xml.ts";
import type { OmeFile } from "../ome-xml/print-tiff-data.ts";
import { asBytes } from "./bool-view.ts";
import { describePages } from "./described-pages.ts";
import { printLeftovers } from "./ngff-leftovers.ts";
import { isTiffPlanar, tiffSamples } from "./tiff-display.ts";

/** An image as runs of pages: which of its axes lie where. Axes are named by their number in the image. */
export interface PagedImage {
  /** As TIFF stores it: truth values are bytes. */
  readonly image: Image;
  /** Axes that pages run along, slowest first. */
  readonly pageAxes: readonly number[];
  /** y and x, and behind them the axis of samples if pixels have several; in front of them if those lie in planes. */
  readonly planeAxes: readonly number[];
  readonly samples: number;
  /** Samples lie in planes of their own: PlanarConfiguration 2. TIFF 6.0 §8. */
  readonly planar: boolean;
  /** Number of the image's first page in the file. */
  readonly firstPage: number;
  readonly pages: number;
  /** What the image is to the others, if it is not one of them. */
  readonly role?: string;
}

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
 * stays, but for where planes lie, if it describes them. Throws "unsupported" for images that no pages can hold: their
 * last axes are not y and x, or they have axes beside t, c, z, y and x.
 */
export function planOmeTiff(
  { images, associated = [], omeXml }: ImageCollection,
  { file, planar }: OmeTiffOptions = {},
): OmeTiffPlan {
  const own = images.map((image): Part => ({ image: withPlaneLevels(image) }));
  const all = [...own, ...associated.filter(({ image }) => hasPages(image)).map(partOf)];
  const document = omeXml && new TextDecoder().decode(omeXml);
  const warnings = own.flatMap(({ image }, i) => leftLevels(images[i]!, image));
  const plan = (
    parts: readonly Part[],
    paged: readonly PagedImage[],
    xml: string | undefined,
  ): OmeTiffPlan => ({
    images: paged,
    leftovers: parts.map(({ image, role }, i) =>
      xml === undefined
        ? pagedLeftovers(image, paged[i]!)
        : printLeftovers(image, role === undefined ? {} : { associated: role }),
    ),
    omeXml: xml,
    warnings: [...warnings, ...leftAssociated(associated, parts)],
  });

  const pixels = (document && pixelsOf(document)) || [];
  for (const parts of document ? [all, own] : []) {
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
  return plan(parts, paged, hasNames ? printOmeXml(paged, file) : undefined);
}

interface Part {
  readonly image: Image;
  /** Of an associated image. */
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

function storedImage(image: Image): Image {
  if (image.levels[0].source.info.dataType !== "bool") return image;
  const [finest, ...coarser] = image.levels;
  const stored = (level: Level): Level => ({ ...level, source: asBytes(level.source) });
  return { ...image, levels: [stored(finest), ...coarser.map(stored)] };
}

/** OME's name of a data type; `undefined` if it has none. ome.xsd 2016-06, PixelType. */
export function omePixelType(dataType: DataType): string | undefined {
  return PIXEL_TYPES[dataType];
}

const PIXEL_TYPES: { readonly [dataType in DataType]?: string } = {
  int8: "int8",
  int16: "int16",
  int32: "int32",
  uint8: "uint8",
  uint16: "uint16",
  uint32: "uint32",
  float32: "float",
  float64: "double",
  complex64: "complex",
  complex128: "double-complex",
};

/** The order in which the pages of an image run through its axes, fastest first. */
export function dimensionOrder({ image, pageAxes, samples }: PagedImage): DimensionOrder {
  const named = pageAxes.map((axis) => image.axes[axis]!.name.toUpperCase()).reverse();
  const known = samples > 1 ? ["C", ...named] : named;
  const rest = ["Z", "C", "T"].filter((name) => !known.includes(name));
  const order = `XY${[...known, ...rest].join("")}`;
  return DIMENSION_ORDERS.find((name) => name === order) ?? "XYZCT";
}

const PAGE_AXES = ["t", "c", "z"];
const SAMPLE_COUNTS = [3, 4];

/**
 * One image as pages. Channels are samples of a pixel where `statedSamples` says so, or unless it is given, where they
 * were in TIFF or lie side by side in the source. Throws "unsupported" for other axes than `planOmeTiff` takes.
 */
export function pageImage(
  original: Image,
  firstPage: number,
  statedSamples: number | undefined,
  planar = false,
): PagedImage {
  const image = storedImage(original);
  const { axes, levels } = image;
  const { shape } = levels[0].source.info;
  const strange = strangeAxes(axes);
  if (strange !== undefined) {
    throw new StorageError("unsupported", `Cannot write TIFF: an image has the axes ${strange}`, {
      format: "tiff",
      feature: "axes other than t, c, z in front of y and x",
    });
  }
  const [y, x] = [axes.length - 2, axes.length - 1];
  const samplesAxis = sampleAxis(image, statedSamples ?? tiffSamples(image));
  const pageAxes = axes.map((_, axis) => axis).filter((axis) => axis < y && axis !== samplesAxis);
  return {
    image,
    pageAxes,
    planeAxes: samplesAxis === undefined ? [y, x] : planar ? [samplesAxis, y, x] : [y, x, samplesAxis],
    samples: samplesAxis === undefined ? 1 : shape[samplesAxis]!,
    planar: planar && samplesAxis !== undefined,
    firstPage,
    pages: pageAxes.reduce((pages, axis) => pages * shape[axis]!, 1),
  };
}

/** The names of axes that no pages can run along. */
function strangeAxes(axes: readonly Axis[]): string | undefined {
  const names = axes.map(({ name }) => name);
  const isKnown =
    names.slice(-2).join() === "y,x" && names.slice(0, -2).every((name) => PAGE_AXES.includes(name));
  return isKnown ? undefined : names.join(", ");
}

/**
 * The channel axis if its channels are samples of a pixel: the document says so, or they lie side by side in every
 * chunk of the source.
 */
function sampleAxis({ axes, levels }: Image, statedSamples: number | undefined): number | undefined {
  const c = axes.findIndex(({ name }) => name === "c");
  const channels = levels[0].source.info.shape[c] ?? 1;
  if (statedSamples !== undefined) return channels > 1 && statedSamples === channels ? c : undefined;
  const isInterleaved = levels.every(({ source: { info } }) => {
    const [first] = info.codecs;
    const order = first?.name === "transpose" ? first.configuration?.order : undefined;
    return (
      Array.isArray(order) &&
      order.at(-1) === c &&
      SAMPLE_COUNTS.includes(info.shape[c] ?? 0) &&
      info.chunkShape[c] === info.shape[c]
    );
  });
  return c >= 0 && isInterleaved ? c : undefined;
}
