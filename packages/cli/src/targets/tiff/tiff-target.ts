/**
 * OME-TIFF as a target: every plane a page, its levels SubIFDs.
 *
 * @module
 */

import { type ImageChoices, type LevelPlan, planImage } from "@chunkwright/convert";
import { type ArrayInfo, type CodecSpec, isNumeric } from "@chunkwright/core";
import {
  LEFTOVERS_TAG,
  type OmeTiffPlan,
  type PagedImage,
  planOmeTiff,
  printResolution,
} from "@chunkwright/ome";
import { canPredict, isTiffPipeline, type TiffField, type TiffImage } from "@chunkwright/tiff";
import type { Host } from "../../host.ts";
import type { OpenedSource } from "../../opened-source.ts";
import { baseName } from "../../place/location.ts";
import { UsageError } from "../../usage-error.ts";
import { collectionWarnings } from "../collection-warnings.ts";
import { type Compression, codecChoices, parseCompression } from "../compression.ts";
import { TIFF_CODECS } from "../format-codecs.ts";
import { type LayoutOptions, parseLayoutOptions } from "../layout-options.ts";
import type { Job, ParseTarget } from "../target.ts";
import { displayTags } from "./display-tags.ts";
import { imagesToPage, type PagedImageJob, pagedImageJob, pagedJob } from "./paged-job.ts";
import { withLabels } from "./with-labels.ts";

/** Images become series of pages, labels too; tables and whatever else a hierarchy holds have no place. */
export const parseTiffTarget: ParseTarget = (target, options) => {
  const settings = {
    fileName: baseName(target),
    ...parseLayoutOptions(options),
    compression: parseCompression(options.compression ?? "auto", TIFF_CODECS),
    chainLevels: options.pyramid === "chained",
    planar: options.samples === undefined ? undefined : options.samples === "planar",
  };
  return { kind: "file", plan: (source, host) => planJob(source, settings, host) };
};

interface TiffSettings extends LayoutOptions {
  readonly fileName: string;
  readonly compression: Compression;
  /** Levels are listed among the pages too. */
  readonly chainLevels: boolean;
  /** Samples of a pixel lie in planes of their own; as in the source by default. */
  readonly planar: boolean | undefined;
}

async function planJob(source: OpenedSource, settings: TiffSettings, host: Host): Promise<Job> {
  const collection = await imagesToPage(source, host);
  const file = { name: settings.fileName, uuid: `urn:uuid:${crypto.randomUUID()}` };
  const { planar } = settings;
  const plan = planOmeTiff(await withLabels(collection, source, host), { file, planar });
  for (const warning of [...collectionWarnings(collection, []), ...plan.warnings]) host.warn(warning);
  const images = plan.images.map((paged) => planPages(paged, settings));
  const isLossy = images.some(({ pages }) => pages.some(({ codecs }) => codecs.some(isApproximate)));
  if (isLossy) host.warn("JPEG keeps pixels about as they are, not exactly");
  const { method, chainLevels } = settings;
  return pagedJob(images, tiffImages(images, plan), { method, chainLevels }, host);
}

function isApproximate({ name, configuration }: CodecSpec): boolean {
  return name === "tiff.jpeg" && configuration?.quality !== undefined;
}

/** Levels in tiles, all alike. Throws `UsageError` for tiles that TIFF does not have. */
function planPages(paged: PagedImage, settings: TiffSettings): PagedImageJob {
  const { image } = paged;
  const choices: ImageChoices = {
    levels: settings.levels,
    fallbackCodecs: [],
    isPortable: () => true,
  };
  return pagedImageJob(paged, planImage(image, choices), (level) => planPage(level, paged, settings));
}

/** Sides of tiles that serve readers well, where the source has none that TIFF could keep. */
const TILE = 512;
const TILE_MULTIPLE = 16;

function planPage({ info, origin }: LevelPlan, paged: PagedImage, settings: TiffSettings): ArrayInfo {
  const { pageAxes, planeAxes, samples, planar } = paged;
  const [y, x] = rowAndColumn(paged);
  const own = origin.kind === "source" ? origin.source.info : info;
  const tile = settings.chunkShape(info)?.slice(-2) ?? tileOf(own, paged);
  const [rows = TILE, columns = TILE] = tile;
  if (rows % TILE_MULTIPLE !== 0 || columns % TILE_MULTIPLE !== 0) {
    throw new UsageError(`Tiles of ${rows} x ${columns} do not measure a multiple of ${TILE_MULTIPLE}`);
  }
  const page = {
    ...info,
    shape: planeAxes.map((axis) => info.shape[axis]!),
    chunkShape: planar ? [1, rows, columns] : samples > 1 ? [rows, columns, samples] : [rows, columns],
    dimensionNames: planeAxes.map((axis) => paged.image.axes[axis]?.name ?? null),
    attributes: {},
  };
  if (settings.compression !== "auto") {
    return { ...page, codecs: withPredictor(settings.compression(info.dataType), page, paged) };
  }
  const { respell } = codecChoices("auto", info, TIFF_CODECS);
  const kept = { ...page, codecs: planeCodecs(own, [...pageAxes, ...planeAxes]).map(respell) };
  const hasEncoder = kept.codecs.every(({ name }) => name !== "tiff.jpeg");
  const isPortable = kept.codecs.every(({ name }) => name === "bytes" || TIFF_CODECS.portable.includes(name));
  const isKept =
    isPortable &&
    own.chunkShape[y] === rows &&
    own.chunkShape[x] === columns &&
    (origin.kind === "source" || hasEncoder);
  const compresses = kept.codecs.some(({ name }) => name !== "bytes");
  if (isKept && compresses && isTiffPipeline(kept, planar)) return kept;
  const preset = parseCompression(TIFF_CODECS.preset, TIFF_CODECS);
  return { ...page, codecs: preset === "auto" ? [] : withPredictor(preset(info.dataType), page, paged) };
}

/** The axes y and x of the image. */
function rowAndColumn({ planeAxes, planar }: PagedImage): readonly [y: number, x: number] {
  const [y = 0, x = 0] = planar ? planeAxes.slice(1) : planeAxes;
  return [y, x];
}

/** The source's tiles if it has any, else 512 along y and x, less for small images. */
function tileOf({ shape, chunkShape }: ArrayInfo, paged: PagedImage): readonly number[] {
  const [y, x] = rowAndColumn(paged);
  const own = [chunkShape[y]!, chunkShape[x]!];
  const isPlane = paged.pageAxes.every((axis) => chunkShape[axis] === 1);
  if (isPlane && own.every((length) => length % TILE_MULTIPLE === 0 && length >= 64)) return own;
  return [y, x].map((axis) => Math.min(TILE, Math.ceil(shape[axis]! / TILE_MULTIPLE) * TILE_MULTIPLE));
}

/** The pipeline of a page's chunks: without the transposition that only the whole image needs. */
function planeCodecs(info: ArrayInfo, pageOrder: readonly number[]): readonly CodecSpec[] {
  const [first, ...rest] = info.codecs;
  const order = first?.name === "transpose" ? first.configuration?.order : undefined;
  return Array.isArray(order) && order.every((axis, i) => axis === pageOrder[i]) ? rest : info.codecs;
}

/** Integers are replaced by differences to their neighbours in a row, which compress better. TIFF 6.0 §14. */
function withPredictor(
  codecs: readonly CodecSpec[],
  { dataType }: ArrayInfo,
  { samples, planar }: PagedImage,
): readonly CodecSpec[] {
  const isInteger = isNumeric(dataType) && /^u?int/.test(dataType);
  if (!isInteger || !codecs.some(canPredict)) return codecs;
  const axis = samples > 1 && !planar ? -2 : -1;
  return [{ name: "tiff.horizontal_differencing", configuration: { axis } }, ...codecs];
}

function tiffImages(images: readonly PagedImageJob[], { omeXml, leftovers }: OmeTiffPlan): TiffImage[] {
  return images.flatMap(({ paged, pages: [finest, ...coarser] }, i) => {
    const text = leftovers[i];
    const resolution = printResolution(paged.image);
    const { page, fields } = displayTags(paged);
    const { planar } = paged;
    const first: readonly TiffField[] = [
      ...(page.fields ?? []),
      ...fields,
      ...(text === undefined ? [] : [{ tag: LEFTOVERS_TAG, type: "ASCII", text } as const]),
    ];
    const { geotiff } = paged.image.levels[0].source.info.attributes;
    return Array.from({ length: paged.pages }, (_, n) => ({
      ...page,
      planar,
      info: geotiff === undefined ? finest! : { ...finest!, attributes: { geotiff } },
      ...(coarser.length > 0 && { levels: coarser.map((info) => ({ ...page, planar, info })) }),
      ...(omeXml !== undefined && paged.firstPage + n === 0 && { description: omeXml }),
      ...(n === 0 && { fields: first }),
      ...(resolution && { resolution }),
    }));
  });
}
