/**
 * TIFF files without a description: their images are inferred from the pages.
 *
 * @module
 */

import { type ArrayInfo, jsonEquals } from "@chunkwright/core";
import { modelAxis } from "../axis-names.ts";
import type { Image, ImageCollection } from "../image-model.ts";
import { joinNames } from "../join-names.ts";
import { allPages } from "./all-pages.ts";
import { isReduced, placeLevels, readableSubIfds, stackLevels } from "./page-pyramid.ts";
import { checkPlaneCounts, type PageStack, samplesOf, stackAxes, stackPages } from "./page-stack.ts";
import { sampleColor } from "./sample-color.ts";
import { describedNesting, describedPages, pageNumber } from "./shaped-description.ts";
import { withTiffDisplay } from "./tiff-display.ts";
import { hasPixels, type TiffPage, type TiffPages } from "./tiff-pages.ts";
import { pixelSize } from "./tiff-resolution.ts";
import { type DialectOptions, readableImage } from "./unread-pages.ts";

/**
 * Opens the images of a file by this rule, page by page along the main chain:
 *  - a page marked as reduced resolution (NewSubfileType bit 0), smaller than the one before, is the next level of an
 *    image that has one page so far;
 *  - a page of the same shape, data type, chunks and colours as the one before is its next plane along z, or along the axes
 *    that tifffile's JSON description names, up to as many as that describes;
 *  - a page without ImageWidth is skipped: cameras keep a JPEG preview of the first page there; pages and SubIFDs that
 *    cannot be read are left out, and reported to `onUnread`;
 *  - any other page starts another image, and so do transparency masks (bit 2), with rules of their own.
 * SubIFDs that shrink are levels too; those of a page marked as reduced that are not marked so are images: raw files
 * of cameras begin with a thumbnail (ISO 12234-2, TIFF/EP; DNG 1.7, "NewSubFileType"). Samples become the axis c. All
 * IFDs are walked.
 */
export async function readPlainTiff(file: TiffPages, options: DialectOptions = {}): Promise<ImageCollection> {
  const groups: PageGroup[] = [];
  let n = -1;
  for await (const page of allPages(file, options)) {
    n += 1;
    if (!hasPixels(page)) continue;
    const info = await readableImage(page, `ifd/${n}`, options);
    if (!info) continue;
    const group = groups.findLast(({ first }) => isMask(first) === isMask(page));
    if (group && continuesPyramid(group, page)) group.reduced.push(page);
    else if (group && group.start + group.count === n && continuesStack(group, page, info)) group.count += 1;
    else groups.push({ ...groupOf(page, info), start: n, open: (k) => file.ifd(k) });
  }
  const all: PageGroup[] = [];
  for (const group of groups) all.push(group, ...(await fullSubIfds(group.first, options)));
  const images: Image[] = [];
  for (const [i, group] of all.entries()) {
    const name = joinNames(options.name, all.length > 1 ? i : undefined);
    images.push(await openGroup(group, { ...options, name }));
  }
  return { images };
}

/** Pages that make one image: planes along z, or one plane and its reduced versions. */
interface PageGroup {
  readonly first: TiffPage;
  readonly info: ArrayInfo;
  /** How many pages its description covers; 1 if it does not say. */
  readonly described: number;
  /** Its number, and that of planes from there on: there may be too many to hold them all. */
  readonly start: number;
  /** The page of a number. */
  open(n: number): Promise<TiffPage>;
  count: number;
  readonly reduced: TiffPage[];
}

function groupOf(first: TiffPage, info: ArrayInfo): PageGroup {
  const described = describedPages(first.description, info.shape) ?? 1;
  return { first, info, described, start: 0, open: async () => first, count: 1, reduced: [] };
}

/** The images that a thumbnail stands for. */
async function fullSubIfds(thumbnail: TiffPage, options: DialectOptions): Promise<PageGroup[]> {
  if (!isMarkedReduced(thumbnail)) return [];
  const groups: PageGroup[] = [];
  for (const page of await readableSubIfds(thumbnail, options)) {
    if (!page || isMarkedReduced(page)) continue;
    const { info } = page.source();
    groups.push(groupOf(page, info));
  }
  return groups;
}

function isMarkedReduced({ newSubfileType }: TiffPage): boolean {
  return (newSubfileType & 1) !== 0;
}

function isMask({ newSubfileType }: TiffPage): boolean {
  return (newSubfileType & 4) !== 0;
}

function continuesPyramid({ first, count, reduced }: PageGroup, page: TiffPage): boolean {
  return isMarkedReduced(page) && count === 1 && isReduced(page, reduced.at(-1) ?? first);
}

function continuesStack(
  { first, info, described, count, reduced }: PageGroup,
  page: TiffPage,
  { dataType, shape, chunkShape }: ArrayInfo,
): boolean {
  if (reduced.length > 0 || page.planarConfiguration !== first.planarConfiguration) return false;
  if (page.photometric !== first.photometric) return false;
  const isWhole = count >= described;
  // Pages that are described one by one are planes all the same.
  if (isWhole && (described > 1 || (describedPages(page.description, shape) ?? 1) > 1)) return false;
  return (
    dataType === info.dataType && jsonEquals(shape, info.shape) && jsonEquals(chunkShape, info.chunkShape)
  );
}

async function openGroup(
  { first, info, start, open, count, reduced }: PageGroup,
  { name = "", ...options }: DialectOptions,
): Promise<Image> {
  const samples = samplesOf(first, info);
  const nesting = describedNesting(first.description, count, samples, info.shape) ?? {
    counts: { t: 1, c: 1, z: count },
    order: ["z"],
  };
  checkPlaneCounts(nesting.counts, samples, "tiff");
  const { t, c, z } = nesting.counts;
  if (nesting.isStacked) await first.stackedPlane(t * c * z - 1);
  const axes = stackAxes(first, nesting.counts);
  const size = pixelSize(first);
  const sizes = axes.map((axis) => (axis === "y" || axis === "x" ? size?.[axis] : undefined));
  const scale = sizes.map((length) => length ?? 1);
  const stack: PageStack = {
    axes,
    counts: nesting.counts,
    template: first,
    open: (place) => {
      const n = pageNumber(nesting, place);
      return nesting.isStacked ? first.stackedPlane(n) : open(start + n);
    },
  };
  const chained = reduced.map((page) => stackPages({ ...stack, template: page, open: async () => page }));
  const image: Image = {
    name,
    axes: axes.map((axis, i) => modelAxis(axis, sizes[i] === undefined ? undefined : "micrometer")),
    levels:
      chained.length > 0
        ? placeLevels([stackPages(stack), ...chained], scale)
        : await stackLevels(stack, scale, options),
    channels: Array.from({ length: nesting.counts.c * samples }, (_, c) => sampleColor(c % samples, samples)),
  };
  return withTiffDisplay(image, first);
}
