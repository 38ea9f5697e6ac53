/**
 * TIFF files that nothing describes: what their pages show follows from the pages themselves.
 *
 * @module
 */

import { type Axis, type CallOptions, isStorageError, jsonEquals } from "@chunkwright/core";
import type { Image, ImageCollection } from "./image-model.ts";
import { sampleColor } from "./ome-tiff.ts";
import { isReduced, placeLevels, stackLevels } from "./page-pyramid.ts";
import { type AxisName, samplesOf, stackPages } from "./page-stack.ts";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";
import { pixelSize } from "./tiff-resolution.ts";

export interface OpenPlainTiffOptions extends CallOptions {
  readonly name?: string | undefined;
}

/**
 * Opens the images of a file by this rule, page by page along the main chain:
 *  - a page marked as reduced resolution (NewSubfileType bit 0), smaller than the one before, is the next level of an
 *    image that has one page so far;
 *  - a page of the same shape, data type and chunks as the one before is its next plane along z;
 *  - any other page starts another image.
 * SubIFDs that shrink are levels too. Samples become the axis c. All IFDs are walked.
 */
export async function openPlainTiff(
  file: TiffPages,
  options: OpenPlainTiffOptions = {},
): Promise<ImageCollection> {
  const groups: PageGroup[] = [];
  for await (const page of allPages(file, options)) {
    const group = groups.at(-1);
    if (group && continuesPyramid(group, page)) group.reduced.push(page);
    else if (group && continuesStack(group, page)) group.planes.push(page);
    else groups.push({ planes: [page], reduced: [] });
  }
  const images: Image[] = [];
  for (const [i, group] of groups.entries()) {
    const suffix = groups.length > 1 ? `${i}` : "";
    images.push(await openGroup(group, [options.name, suffix].filter(Boolean).join(" ")));
  }
  return { images };
}

/** Pages that make one image: planes along z, or one plane and its reduced versions. */
interface PageGroup {
  readonly planes: [first: TiffPage, ...rest: TiffPage[]];
  readonly reduced: TiffPage[];
}

async function* allPages(file: TiffPages, options: CallOptions): AsyncGenerator<TiffPage> {
  for (let n = 0; ; n += 1) {
    try {
      yield await file.ifd(n, options);
    } catch (error) {
      if (n > 0 && isStorageError(error, "not-found")) return;
      throw error;
    }
  }
}

function continuesPyramid({ planes, reduced }: PageGroup, page: TiffPage): boolean {
  const isMarked = page.newSubfileType % 2 === 1;
  return isMarked && planes.length === 1 && isReduced(page, reduced.at(-1) ?? planes[0]);
}

function continuesStack({ planes, reduced }: PageGroup, page: TiffPage): boolean {
  const [first] = planes;
  if (reduced.length > 0 || page.planarConfiguration !== first.planarConfiguration) return false;
  const { dataType, shape, chunkShape } = page.source().info;
  const expected = first.source().info;
  return (
    dataType === expected.dataType &&
    jsonEquals(shape, expected.shape) &&
    jsonEquals(chunkShape, expected.chunkShape)
  );
}

async function openGroup({ planes, reduced }: PageGroup, name: string): Promise<Image> {
  const [first] = planes;
  const samples = samplesOf(first, first.source().info);
  const axes: AxisName[] = [
    ...(samples > 1 ? (["c"] as const) : []),
    ...(planes.length > 1 ? (["z"] as const) : []),
    "y",
    "x",
  ];
  const size = pixelSize(first);
  const scale = axes.map((axis) => (axis === "y" || axis === "x" ? (size?.[axis] ?? 1) : 1));
  const stack = (pages: readonly TiffPage[], template: TiffPage) => ({
    axes,
    counts: { t: 1, c: 1, z: pages.length },
    template,
    open: async ({ z }: { readonly z: number }) => pages[z],
  });
  const levels =
    reduced.length > 0
      ? placeLevels(
          [stackPages(stack(planes, first)), ...reduced.map((page) => stackPages(stack([page], page)))],
          scale,
        )
      : await stackLevels(stack(planes, first), scale);
  return {
    name,
    axes: axes.map((axis) => modelAxis(axis, size !== undefined)),
    levels,
    channels: Array.from({ length: samples }, (_, sample) => sampleColor(sample, samples)),
  };
}

function modelAxis(name: AxisName, hasSize: boolean): Axis {
  if (name === "c") return { name, type: "channel" };
  return { name, type: "space", ...(hasSize && name !== "z" && { unit: "micrometer" }) };
}
