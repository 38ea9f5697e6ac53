/**
 * Pages of TIFF files as one n-dimensional array: chunks are tiles and strips, and nothing is decoded.
 *
 * @module
 */

import { type ArrayInfo, type ChunkSource, jsonEquals, mosaic, StorageError } from "@chunkwright/core";
import { arrangeAxes } from "../arrange-axes.ts";
import { AXIS_NAMES, type AxisName } from "../axis-names.ts";
import { memoize } from "../memoize.ts";
import { rechunked } from "./rechunked.ts";
import type { TiffPage } from "./tiff-pages.ts";

/** A page's place in the stack. `c` counts pages: with s samples in each, page c holds channels c*s to c*s+s-1. */
export interface PagePlace {
  readonly t: number;
  readonly c: number;
  readonly z: number;
}

export interface PageStack {
  /**
   * Axes of the array: y and x, c if pages have samples, z if they have depth, and those of t, c and z with several
   * pages.
   */
  readonly axes: readonly AxisName[];
  /** Pages along t, c and z. */
  readonly counts: PagePlace;
  /** Any of the pages: all have its shape and data type. */
  readonly template: TiffPage;
  /** Called when a chunk of the page is read; `undefined` where there is no page, then its chunks are absent. */
  open(place: PagePlace): Promise<TiffPage | undefined>;
}

/** The axes of a page's array, samples as c. */
function pageAxes(page: TiffPage, { shape }: ArrayInfo): readonly AxisName[] {
  const plane: readonly AxisName[] = isVolume(page) ? ["z", "y", "x"] : ["y", "x"];
  if (shape.length === plane.length) return plane;
  return page.planarConfiguration === 2 ? ["c", ...plane] : [...plane, "c"];
}

function isVolume({ imageDepth = 1 }: TiffPage): boolean {
  return imageDepth > 1;
}

/** The axes of a stack of pages like `page`: those that a page has, and those of t, c and z with several pages. */
export function stackAxes(page: TiffPage, counts: PagePlace): readonly AxisName[] {
  const own = pageAxes(page, page.source().info);
  return AXIS_NAMES.filter(
    (axis) => own.includes(axis) || (axis !== "y" && axis !== "x" && counts[axis] > 1),
  );
}

/** Samples per pixel of a page's array. */
export function samplesOf(page: TiffPage, info: ArrayInfo): number {
  return info.shape[pageAxes(page, info).indexOf("c")] ?? 1;
}

/** Height and width of a page's array. */
export function planeShape(page: TiffPage, info: ArrayInfo): readonly [height: number, width: number] {
  const first = pageAxes(page, info).indexOf("y");
  return [info.shape[first]!, info.shape[first + 1]!];
}

/**
 * Throws "invalid-data" for more planes or channels than any instrument makes: such counts are damage, and would only
 * cause loops over absent chunks.
 */
export function checkPlaneCounts({ t, c, z }: PagePlace, samples: number, format: string): void {
  if (t * c * z <= MAX_PLANES && c * samples <= MAX_CHANNELS) return;
  throw new StorageError(
    "invalid-data",
    `Cannot open an image of ${t} times, ${c} channels of ${samples} samples and ${z} slices`,
    { format },
  );
}

const MAX_PLANES = 2 ** 22;
const MAX_CHANNELS = 2 ** 16;

/**
 * The stack. A page in other chunks than the template is decoded into such; reading one of another shape or data type rejects
 * with "invalid-data".
 */
export function stackPages({ axes, counts, template, open }: PageStack): ChunkSource {
  const part = pagePart(template, axes);
  const openPart = memoize(OPEN_PAGES, async (number: number) => {
    const place = placeOf(number, counts);
    const page = await open(place);
    if (!page) return undefined;
    const opened = pagePart(page, axes);
    checkSamePlane(opened.info, part.info, place);
    return rechunked(opened, part.info.chunkShape);
  });
  return mosaic({
    counts: axes.map((axis) => (axis === "y" || axis === "x" ? 1 : counts[axis])),
    template: part,
    open: (index) => {
      const at = (axis: AxisName) => index[axes.indexOf(axis)] ?? 0;
      return openPart((at("t") * counts.c + at("c")) * counts.z + at("z"));
    },
  });
}

/** Pages kept open per stack: viewers move back and forth between neighbours. */
const OPEN_PAGES = 256;

function placeOf(number: number, counts: PagePlace): PagePlace {
  const z = number % counts.z;
  const rest = (number - z) / counts.z;
  const c = rest % counts.c;
  return { t: (rest - c) / counts.c, c, z };
}

/** One page with its own axes among `axes`, the others of length 1. */
function pagePart(page: TiffPage, axes: readonly AxisName[]): ChunkSource {
  const source = page.source();
  const own = pageAxes(page, source.info);
  if (own.some((axis) => !axes.includes(axis))) {
    throw new StorageError("unsupported", `Cannot stack pages of axes ${own} to an image of ${axes}`, {
      format: "tiff",
      feature: "volumes in pages",
    });
  }
  return arrangeAxes(source, own, axes);
}

function checkSamePlane(page: ArrayInfo, template: ArrayInfo, { t, c, z }: PagePlace): void {
  if (page.dataType === template.dataType && jsonEquals(page.shape, template.shape)) return;
  throw new StorageError(
    "invalid-data",
    `Cannot read the plane at t=${t}, c=${c}, z=${z}: it is ${page.dataType} [${page.shape}], others are ${template.dataType} [${template.shape}]`,
    { format: "tiff" },
  );
}
