/**
 * Images that become pages of a TIFF file, whatever dialect describes them.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import { convertImage, type DownsampleMethod, type LevelPlan } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type ChunkSink,
  type ChunkSource,
  inversePermutation,
  permute,
  permuteInfo,
  permuteSink,
  stack,
  stackSink,
} from "@chunkwright/core";
import type { ImageCollection, PagedImage } from "@chunkwright/ome";
import {
  type CreateTiffOptions,
  createTiff,
  type TiffImage,
  type TiffImageWriter,
  type TiffWriter,
  tiffSize,
} from "@chunkwright/tiff";
import type { Host } from "../../host.ts";
import { imagesOf } from "../../images-of.ts";
import type { OpenedSource } from "../../opened-source.ts";
import { createForwardFile, createTargetFile } from "../../place/target-file.ts";
import type { Job, PlannedArray } from "../target.ts";
import { warnOfRegularGrids } from "../warn-of-regular-grids.ts";

/** An image of the target: its levels as arrays of pages, whose axes `paged` describes. */
export interface PagedImageJob {
  readonly paged: PagedImage;
  readonly levels: readonly LevelPlan[];
  /** Of one page of each level. */
  readonly pages: readonly ArrayInfo[];
}

/** The job of an image whose levels have pages as `planPage` says. */
export function pagedImageJob(
  paged: PagedImage,
  levels: readonly LevelPlan[],
  planPage: (level: LevelPlan) => ArrayInfo,
): PagedImageJob {
  const planned = levels.map((level) => ({ level, page: planPage(level) }));
  return {
    paged,
    pages: planned.map(({ page }) => page),
    levels: planned.map(({ level, page }) => ({ ...level, info: wholeInfo(page, level.info, paged) })),
  };
}

/** The images of the source. Rejects with "unsupported" if it has none. */
export async function imagesToPage(source: OpenedSource, host: Host): Promise<ImageCollection> {
  const collection = await imagesOf(source, `convert ${source.location} to TIFF`, host);
  warnOfRegularGrids(
    collection.images.flatMap(({ levels }) => levels.map(({ source: { info } }) => [info] as const)),
    host,
  );
  return collection;
}

interface PagedJobOptions extends Omit<CreateTiffOptions, "coder"> {
  /** How levels are made that the source does not have. */
  readonly method: DownsampleMethod;
}

/** Writes the images into `tiffImages`, which are all their pages in order. */
export function pagedJob(
  images: readonly PagedImageJob[],
  tiffImages: readonly TiffImage[],
  { method, ...options }: PagedJobOptions,
  host: Host,
): Job {
  const arrays = images.flatMap(({ paged, levels }) =>
    levels.map(
      ({ info, origin }, k): PlannedArray => ({
        path: k === 0 ? `ifd/${paged.firstPage}` : `ifd/${paged.firstPage}/sub/${k - 1}`,
        info,
        origin: origin.kind === "source" ? "source" : "generated",
      }),
    ),
  );
  return {
    arrays,
    async run(workingPath, onChunk) {
      const file = images.every(isForward)
        ? await createForwardFile(workingPath, tiffSize(tiffImages, options))
        : await createTargetFile(workingPath, host);
      try {
        const tiff = createTiff(file, tiffImages, { ...options, coder: host.coder });
        const reports = [];
        for (const image of images) {
          const { signal, concurrency, isRemote, coder = inThreadCoder } = host;
          // Labels are identifiers, which have no mean.
          const imageMethod = image.paged.role === undefined ? method : "nearest";
          const convertOptions = { signal, concurrency, isRemote, coder, onChunk, method: imageMethod };
          reports.push(...(await convertImage(image.levels, imageTarget(image, tiff), convertOptions)));
        }
        await tiff.close();
        return reports;
      } catch (error) {
        await file.abort();
        throw error;
      }
    },
  };
}

/** Chunks are written front to back, and none is read again to make a level from it. */
function isForward({ levels, pages }: PagedImageJob): boolean {
  return (
    levels.every(({ origin }) => origin.kind === "source") &&
    pages.every(({ codecs }) => codecs.some(({ name }) => name !== "bytes"))
  );
}

/** All pages of a level as one array in the order of the image's axes. */
function wholeInfo(page: ArrayInfo, { shape }: ArrayInfo, paged: PagedImage): ArrayInfo {
  return permuteInfo(pageOrderInfo(page, shape, paged), imageOrder(paged));
}

function pageOrderInfo(
  page: ArrayInfo,
  shape: readonly number[],
  { image, pageAxes }: PagedImage,
): ArrayInfo {
  return {
    ...page,
    shape: [...pageAxes.map((axis) => shape[axis]!), ...page.shape],
    chunkShape: [...pageAxes.map(() => 1), ...page.chunkShape],
    dimensionNames: [
      ...pageAxes.map((axis) => image.axes[axis]?.name ?? null),
      ...(page.dimensionNames ?? []),
    ],
  };
}

/** Axis `i` of the image among the axes of its pages. */
function imageOrder({ pageAxes, planeAxes }: PagedImage): readonly number[] {
  return inversePermutation([...pageAxes, ...planeAxes]);
}

/** Creates the levels of an image, and opens them once written. */
function imageTarget({ paged, pages, levels }: PagedImageJob, tiff: TiffWriter) {
  const { pageAxes, firstPage } = paged;
  const order = imageOrder(paged);
  const counts = pageAxes.map((axis) => levels[0]!.info.shape[axis]!);
  const pageAt = (index: readonly number[], level: number): TiffImageWriter => {
    const n = index.reduce((sum, position, i) => sum * counts[i]! + position, 0);
    const page = tiff.images[firstPage + n]!;
    return level === 0 ? page : page.levels[level - 1]!;
  };
  return {
    async createLevel(level: number): Promise<ChunkSink> {
      const info = pageOrderInfo(pages[level]!, levels[level]!.info.shape, paged);
      const sinkAt = (index: readonly number[]) => pageAt(index, level).sink;
      return permuteSink(stackSink({ info, lenientFormat: "tiff", axes: pageAxes.length, sinkAt }), order);
    },
    async openLevel(level: number): Promise<ChunkSource> {
      const open = async (index: readonly number[]) => pageAt(index, level).reopen();
      const template = pageAt(
        pageAxes.map(() => 0),
        level,
      ).reopen();
      return permute(stack({ shape: counts, template, open }), order);
    },
  };
}
