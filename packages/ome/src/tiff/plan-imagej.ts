/**
 * How an image becomes pages of an ImageJ hyperstack, and the lines that say so.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { Image, ImageCollection } from "../image-model.ts";
import { symbolOfUnit } from "../physical-unit.ts";
import { metersOf, secondsOfUnit } from "../unit-size.ts";
import { type PagedImage, pageImage, withPlanesBehind } from "./image-pages.ts";
import { pagedLeftovers } from "./plan-ome-tiff.ts";
import { type ImageJTag, printImageJMetadata } from "./print-imagej-metadata.ts";
import type { TiffResolution } from "./print-resolution.ts";

/** The pages and tags that an ImageJ hyperstack is made of. */
export interface ImageJPlan {
  readonly paged: PagedImage;
  /** For the first page. */
  readonly description: string;
  /** What the lines have no word for, as tag `LEFTOVERS_TAG`. */
  readonly leftovers: string | undefined;
  /** Pixels per unit of the description; `undefined` where x and y have no unit in common. */
  readonly resolution: TiffResolution | undefined;
  /** ImageJ's own, for the first page. */
  readonly tags: readonly ImageJTag[];
}

/** The types that ImageJ shows without changing a number: GRAY8, GRAY16_UNSIGNED, GRAY32_FLOAT. */
const GREY_TYPES = ["uint8", "uint16", "float32"];

/**
 * Pages in ImageJ's order, channels fastest; three samples of 8 bits are RGB. Throws "unsupported" for several images,
 * for axes beside t, c, z, y and x, and for types that ImageJ would convert.
 */
export function planImageJ({ images }: ImageCollection): ImageJPlan {
  const [image, ...others] = images.map(withPlanesBehind);
  if (!image || others.length > 0) throw unwritable(`${images.length} images`);
  const paged = inImageJOrder(imageOf(image));
  const { dataType } = paged.image.levels[0].source.info;
  if (!GREY_TYPES.includes(dataType)) throw unwritable(`${dataType} elements`);
  return {
    paged,
    description: printImageJ(paged),
    leftovers: pagedLeftovers(image, paged),
    resolution: resolutionOf(paged.image),
    tags: printImageJMetadata(paged),
  };
}

function imageOf(image: Image): PagedImage {
  const paged = pageImage(image, 0, undefined);
  const isRgb = paged.samples === 3 && paged.image.levels[0].source.info.dataType === "uint8";
  return isRgb || paged.samples === 1 ? paged : pageImage(image, 0, 1);
}

const PAGE_ORDER = ["t", "z", "c"];

function inImageJOrder(paged: PagedImage): PagedImage {
  const { axes } = paged.image;
  const rank = (axis: number) => PAGE_ORDER.indexOf(axes[axis]!.name);
  return { ...paged, pageAxes: [...paged.pageAxes].sort((a, b) => rank(a) - rank(b)) };
}

/** The description that ImageJ's TiffEncoder and FileSaver write; fields that mean nothing are left out. */
function printImageJ({ image, pageAxes, pages }: PagedImage): string {
  const { axes, levels, channels } = image;
  const { shape } = levels[0].source.info;
  const axisOf = (name: string) => axes.findIndex((axis) => axis.name === name);
  const length = (name: string) =>
    pageAxes.reduce((n, axis) => (axes[axis]!.name === name ? shape[axis]! : n), 1);
  const counts = { channels: length("c"), slices: length("z"), frames: length("t") };
  const long = Object.entries(counts).filter(([, count]) => count > 1);
  const unit = axes[axisOf("x")]?.unit;
  const { start, end } = channels[0]?.window ?? {};
  const fields: readonly (readonly [key: string, value: string | number | boolean | undefined])[] = [
    ["ImageJ", "1.54p"],
    ["images", pages > 1 ? pages : undefined],
    ...long,
    ["hyperstack", long.length > 1 || counts.slices !== pages ? true : undefined],
    ["mode", counts.channels > 1 ? "composite" : undefined],
    ["unit", unit === undefined ? undefined : printUnit(unit)],
    ["spacing", sizeIn(unit, image, "z")],
    ["finterval", secondsOf(image)],
    ["loop", pages > 1 ? false : undefined],
    ["min", start],
    ["max", end],
  ];
  const lines = fields.filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${value}\n`);
  return lines.join("");
}

/** ASCII, as TIFF has it; ImageJ reads escapes. */
function printUnit(unit: string): string {
  const symbol = unit === "angstrom" ? unit : (symbolOfUnit(unit) ?? unit);
  return symbol.replace(/[^ -~]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `\\u${code}`;
  });
}

/** The size of an element along an axis of space, in `unit`. */
function sizeIn(unit: string | undefined, { axes, levels }: Image, name: string): number | undefined {
  const i = axes.findIndex((axis) => axis.name === name);
  const own = axes[i]?.unit;
  const size = levels[0].scale[i];
  if (size === undefined || own === unit) return size;
  const [from, to] = [own, unit].map((length) => (length === undefined ? undefined : metersOf(length)));
  if (from === undefined || to === undefined) return undefined;
  // Powers of ten are not binary fractions: 2000 nm are 2 µm, not 2.0000000000000004.
  return Number(((size * from) / to).toPrecision(15));
}

function secondsOf({ axes, levels }: Image): number | undefined {
  const i = axes.findIndex(({ name }) => name === "t");
  const seconds = secondsOfUnit(axes[i]?.unit);
  const interval = levels[0].scale[i];
  return seconds === undefined || interval === undefined ? undefined : interval * seconds;
}

/** ResolutionUnit none: ImageJ's own unit is in the description. */
function resolutionOf(image: Image): TiffResolution | undefined {
  const unit = image.axes.find(({ name }) => name === "x")?.unit;
  if (unit === undefined) return undefined;
  const [x, y] = ["x", "y"].map((name) => sizeIn(unit, image, name));
  return x !== undefined && y !== undefined && x > 0 && y > 0
    ? { x: 1 / x, y: 1 / y, unit: "none" }
    : undefined;
}

function unwritable(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot write ImageJ hyperstack: it cannot hold ${feature}`, {
    format: "imagej",
    feature,
  });
}
