/**
 * Hamamatsu NDPI: pages are levels by their magnification and slices by their focal plane; the slide's overview and
 * its map have magnifications below zero. As OpenSlide's and tifffile's documentation describes the format, which has
 * no published one.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { AssociatedImage, ImageCollection } from "../../image-model.ts";
import { listPages } from "../all-pages.ts";
import { assembleImage, associatedImage, type PageLevel, taggedSizes } from "../assemble-image.ts";
import { planeShape } from "../page-stack.ts";
import type { TiffPage, TiffPages } from "../tiff-pages.ts";
import { isPositive } from "../tiff-resolution.ts";
import type { DialectOptions } from "../unread-pages.ts";

const FORMAT = "ndpi";
export const NDPI_FORMAT_TAG = 65_420;
const SOURCE_LENS_TAG = 65_421;
/** Nanometres from the slide's centre. */
const FOCAL_PLANE_TAG = 65_424;

/** SourceLens of pages that are not part of the pyramid, and what they show. */
const ROLES: ReadonlyMap<number, string> = new Map([
  [-1, "macro"],
  [-2, "map"],
]);

/** Opens a slide. Levels without all the focal planes of the finest are left out. */
export async function readNdpi(
  file: TiffPages,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const associated: AssociatedImage[] = [];
  const levels = new Map<number, Map<number, TiffPage>>();
  for (const page of await listPages(file, options)) {
    const [lens = 0] = (await page.tag(SOURCE_LENS_TAG, options))?.numbers ?? [];
    const role = ROLES.get(lens);
    if (role !== undefined) associated.push(associatedImage(role, page, FORMAT));
    else {
      const [focus = 0] = (await page.tag(FOCAL_PLANE_TAG, options))?.numbers ?? [];
      const planes = levels.get(lens) ?? new Map<number, TiffPage>();
      levels.set(lens, planes.set(focus, page));
    }
  }
  const [finest, ...coarser] = [...levels.values()].sort((a, b) => heightOf(b) - heightOf(a));
  const page = finest?.values().next().value;
  if (!finest || !page) {
    throw new StorageError("invalid-data", "Cannot open NDPI: it has no page but overviews", {
      format: FORMAT,
    });
  }
  const focuses = [...finest.keys()].sort((a, b) => a - b);
  const whole = coarser.filter((level) => focuses.every((focus) => level.has(focus)));
  const level = (planes: ReadonlyMap<number, TiffPage>): PageLevel => ({
    template: planes.get(focuses[0]!)!,
    open: async ({ z }) => planes.get(focuses[z]!),
  });
  const distance = (focuses.at(-1)! - focuses[0]!) / (focuses.length - 1) / 1000;
  const image = assembleImage({
    name,
    counts: { t: 1, c: 1, z: focuses.length },
    levels: [level(finest), ...whole.map(level)],
    sizes: {
      ...taggedSizes(page),
      ...(isPositive(distance) && { z: { size: distance, unit: "micrometer" } }),
    },
    format: FORMAT,
  });
  return { images: [image], ...(associated.length > 0 && { associated }) };
}

function heightOf(planes: ReadonlyMap<number, TiffPage>): number {
  const [page] = planes.values();
  return page ? planeShape(page, page.source().info)[0] : 0;
}
