/**
 * Resolution levels of a stack of TIFF pages: the SubIFDs of each page, level by level.
 *
 * @module
 */

import { type ChunkSource, type Level, StorageError } from "@chunkwright/core";
import { levelFactors, levelOffset } from "../level-scale.ts";
import { type PageStack, planeShape, samplesOf, stackPages } from "./page-stack.ts";
import { hasPixels, type TiffPage } from "./tiff-pages.ts";
import { type PageOptions, readableImage, unlessUnread } from "./unread-pages.ts";

/** The stack and its reduced levels. `scale` is that of the finest level, along the stack's axes. */
export async function stackLevels(
  stack: PageStack,
  scale: readonly number[],
  options: PageOptions = {},
): Promise<[Level, ...Level[]]> {
  const reduced = await reducedSubIfds(stack.template, options);
  const coarser = reduced.map(({ page, index }) =>
    stackPages({
      ...stack,
      template: page,
      async open(place) {
        const finest = await stack.open(place);
        return finest && subIfd(finest, index);
      },
    }),
  );
  return placeLevels([stackPages(stack), ...coarser], scale);
}

/** Levels with their scale and translation worked out from their shapes. */
export function placeLevels(
  sources: readonly [ChunkSource, ...ChunkSource[]],
  scale: readonly number[],
): [Level, ...Level[]] {
  const [finest, ...coarser] = sources;
  const level = (source: ChunkSource): Level => {
    const factors = levelFactors(finest.info.shape, source.info.shape);
    return {
      source,
      scale: scale.map((size, axis) => size * factors[axis]!),
      translation: scale.map((size, axis) => size * levelOffset(factors[axis]!)),
    };
  };
  return [level(finest), ...coarser.map(level)];
}

/** Whether `page` can be a coarser level of `below`: the same kind of pixels, but fewer. */
export function isReduced(page: TiffPage, below: TiffPage): boolean {
  const info = page.source().info;
  const infoBelow = below.source().info;
  const [height, width] = planeShape(page, info);
  const [heightBelow, widthBelow] = planeShape(below, infoBelow);
  return (
    info.dataType === infoBelow.dataType &&
    samplesOf(page, info) === samplesOf(below, infoBelow) &&
    height <= heightBelow &&
    width <= widthBelow &&
    (height < heightBelow || width < widthBelow)
  );
}

/** SubIFDs that continue the pyramid; others (masks, thumbnails of another kind) are not levels. */
async function reducedSubIfds(
  page: TiffPage,
  options: PageOptions,
): Promise<{ page: TiffPage; index: number }[]> {
  const levels: { page: TiffPage; index: number }[] = [];
  for (const [index, candidate] of (await readableSubIfds(page, options)).entries()) {
    if (candidate && isReduced(candidate, levels.at(-1)?.page ?? page))
      levels.push({ page: candidate, index });
  }
  return levels;
}

/** The SubIFDs of a page by their numbers; `undefined` for those that hold no image, or none that can be read. */
export async function readableSubIfds(
  page: TiffPage,
  options: PageOptions,
): Promise<(TiffPage | undefined)[]> {
  const path = `${page.path ?? "a page"}/sub`;
  const found = (await unlessUnread(path, () => page.subIfds(options), options)) ?? [];
  return Promise.all(
    found.map(async (sub, k) => {
      if (!hasPixels(sub)) return undefined;
      return (await readableImage(sub, sub.path ?? `${path}/${k}`, options)) && sub;
    }),
  );
}

async function subIfd(page: TiffPage, index: number): Promise<TiffPage> {
  const subIfds = await page.subIfds();
  const found = subIfds[index];
  if (!found) {
    throw new StorageError(
      "invalid-data",
      `Cannot read a reduced plane: its IFD has ${subIfds.length} SubIFDs, others have at least ${index + 1}`,
      { format: "tiff" },
    );
  }
  return found;
}
