/**
 * An image from TIFF pages, for dialects that say what each page shows.
 *
 * @module
 */

import type { ChunkSource } from "@chunkwright/core";
import { type AxisName, modelAxis } from "../axis-names.ts";
import type { AssociatedImage, Channel, Image } from "../image-model.ts";
import { placeLevels } from "./page-pyramid.ts";
import {
  checkPlaneCounts,
  type PagePlace,
  type PageStack,
  samplesOf,
  stackAxes,
  stackPages,
} from "./page-stack.ts";
import { sampleColor } from "./sample-color.ts";
import type { TiffPage } from "./tiff-pages.ts";
import { pixelSize } from "./tiff-resolution.ts";

export interface ImageParts {
  readonly name: string;
  /** Pages along t, c and z, the same in all levels. */
  readonly counts: PagePlace;
  /** Finest first. */
  readonly levels: readonly [PageLevel, ...PageLevel[]];
  /** Sizes along the axes that have one. */
  readonly sizes?: AxisSizes;
  /** The channel of each page along c; samples have their own. */
  readonly channels?: readonly Channel[];
  /** What errors call the dialect. */
  readonly format: string;
}

export type PageLevel = Pick<PageStack, "template" | "open">;
export type AxisSizes = { readonly [K in AxisName]?: { readonly size: number; readonly unit?: string } };

/** The image, with those of the axes t, c, z that are longer than 1, and y, x; samples lie along c. */
export function assembleImage({
  name,
  counts,
  levels,
  sizes = {},
  channels = [],
  format,
}: ImageParts): Image {
  const [{ template }] = levels;
  const samples = samplesOf(template, template.source().info);
  checkPlaneCounts(counts, samples, format);
  const axes = stackAxes(template, counts);
  const source = (level: PageLevel): ChunkSource => stackPages({ axes, counts, ...level });
  const [finest, ...coarser] = levels;
  return {
    name,
    axes: axes.map((axis) => modelAxis(axis, sizes[axis]?.unit)),
    levels: placeLevels(
      [source(finest), ...coarser.map(source)],
      axes.map((axis) => sizes[axis]?.size ?? 1),
    ),
    channels: Array.from({ length: counts.c * samples }, (_, c) =>
      samples > 1 ? sampleColor(c % samples, samples) : (channels[c] ?? {}),
    ),
  };
}

/** A page that is not part of an image's pyramid. */
export function associatedImage(name: string, page: TiffPage, format: string): AssociatedImage {
  return { name, image: assembleImage({ name, counts: ONE_PLANE, levels: [onePage(page)], format }) };
}

/** A level of one plane. */
export function onePage(page: TiffPage): PageLevel {
  return { template: page, open: async () => page };
}

export const ONE_PLANE: PagePlace = { t: 1, c: 1, z: 1 };

/** Sizes along x and y from the resolution tags, in micrometres, where these are plausible. */
export function taggedSizes(page: TiffPage): AxisSizes {
  const size = pixelSize(page);
  return size ? micrometers(size.x, size.y) : {};
}

export function micrometers(x: number, y: number): AxisSizes {
  return { x: { size: x, unit: "micrometer" }, y: { size: y, unit: "micrometer" } };
}
