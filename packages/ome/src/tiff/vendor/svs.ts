/**
 * Aperio SVS: a slide as a chain of tiled pages, with a thumbnail, a label and a macro image among them. Aperio,
 * "Digital Slides and Third-Party Data Interchange" (2008), appendix B.
 *
 * @module
 */

import type { AssociatedImage, ImageCollection } from "../../image-model.ts";
import { listPages } from "../all-pages.ts";
import {
  assembleImage,
  associatedImage,
  micrometers,
  ONE_PLANE,
  onePage,
  taggedSizes,
} from "../assemble-image.ts";
import { isReduced } from "../page-pyramid.ts";
import { withTiffDisplay } from "../tiff-display.ts";
import type { TiffPage, TiffPages } from "../tiff-pages.ts";
import { isPositive } from "../tiff-resolution.ts";
import type { DialectOptions } from "../unread-pages.ts";

const FORMAT = "svs";
const TILE_WIDTH_TAG = 322;
/** NewSubfileType of the macro image, whose bit 3 no specification has; that of the label is 1. */
const MACRO = 9;

/** Whether a TIFF ImageDescription is Aperio's. */
export function isSvs(description: string): boolean {
  return description.startsWith("Aperio ");
}

/**
 * Opens a slide: page 0 and the tiled pages below it that are not marked as reduced are levels; page 1, in strips, is
 * the thumbnail; what is left is a macro image by its subfile type, else a label.
 */
export async function readSvs(
  file: TiffPages,
  description: string,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const [baseline, ...others] = await listPages(file, options);
  const levels: [TiffPage, ...TiffPage[]] = [baseline!];
  const associated: AssociatedImage[] = [];
  for (const [i, page] of others.entries()) {
    if (isLevel(page, levels.at(-1)!)) levels.push(page);
    else associated.push(associatedImage(roleOf(page, i), page, FORMAT));
  }
  const [finest, ...coarser] = levels;
  const size = micrometersPerPixel(description);
  const image = assembleImage({
    name,
    counts: ONE_PLANE,
    levels: [onePage(finest), ...coarser.map(onePage)],
    sizes: size === undefined ? taggedSizes(finest) : micrometers(size, size),
    format: FORMAT,
  });
  return { images: [await withTiffDisplay(image, finest, options)], associated };
}

function isLevel(page: TiffPage, below: TiffPage): boolean {
  return page.tags.includes(TILE_WIDTH_TAG) && (page.newSubfileType & 1) === 0 && isReduced(page, below);
}

function roleOf(page: TiffPage, i: number): string {
  if (page.newSubfileType === MACRO) return "macro";
  return i === 0 && page.newSubfileType === 0 ? "thumbnail" : "label";
}

/** Fields follow the first line as `|AppMag = 20|MPP = 0.4990`. */
function micrometersPerPixel(description: string): number | undefined {
  const field = description.split("|").find((part) => part.trimStart().startsWith("MPP"));
  const value = Number(field?.split("=")[1]);
  return isPositive(value) ? value : undefined;
}
