/**
 * An image as pages of a TIFF file: which of its axes pages run along, and which lie in a page.
 *
 * @module
 */

import { type Axis, type Level, StorageError } from "@chunkwright/core";
import { STACK_AXES } from "../axis-names.ts";
import type { Image } from "../image-model.ts";
import { DIMENSION_ORDERS, type DimensionOrder } from "../ome-xml/ome-xml.ts";
import { permuteImage } from "../permute-image.ts";
import { asBytes } from "./bool-view.ts";
import { tiffSamples } from "./tiff-display.ts";

/** An image as runs of pages: which of its axes lie where. Axes are named by their number in the image. */
export interface PagedImage {
  /** The image as TIFF stores it: truth values are bytes. */
  readonly image: Image;
  /** Axes that pages run along, slowest first. */
  readonly pageAxes: readonly number[];
  /** y and x, and behind them the axis of samples if pixels have several; in front of them if those lie in planes. */
  readonly planeAxes: readonly number[];
  readonly samples: number;
  /** Samples lie in planes of their own: PlanarConfiguration 2. TIFF 6.0 §8. */
  readonly planar: boolean;
  /** Number of the image's first page in the file. */
  readonly firstPage: number;
  readonly pages: number;
  /** What the image is to the others, if it is not one of them. */
  readonly role?: string;
}

/** The order in which the pages of an image run through its axes, fastest first. */
export function dimensionOrder({ image, pageAxes, samples }: PagedImage): DimensionOrder {
  const named = pageAxes.map((axis) => image.axes[axis]!.name.toUpperCase()).reverse();
  const known = samples > 1 ? ["C", ...named] : named;
  const rest = ["Z", "C", "T"].filter((name) => !known.includes(name));
  const order = `XY${[...known, ...rest].join("")}`;
  return DIMENSION_ORDERS.find((name) => name === order) ?? "XYZCT";
}

const PLANE_AXES = ["y", "x"];
const SAMPLE_COUNTS = [3, 4];

/**
 * One image as pages. Channels are samples of a pixel where `statedSamples` says so, or unless it is given, where they
 * were in TIFF or lie side by side in the source. Throws "unsupported" for images whose last axes are not y and x, or that have axes beside t, c, z, y and x.
 */
export function pageImage(
  original: Image,
  firstPage: number,
  statedSamples: number | undefined,
  planar = false,
): PagedImage {
  const image = storedImage(original);
  const { axes, levels } = image;
  const { shape } = levels[0].source.info;
  const strange = strangeAxes(axes);
  if (strange !== undefined) {
    throw new StorageError("unsupported", `Cannot write TIFF: an image has the axes ${strange}`, {
      format: "tiff",
      feature: "axes other than t, c, z in front of y and x",
    });
  }
  const [y, x] = [axes.length - 2, axes.length - 1];
  const samplesAxis = sampleAxis(image, statedSamples ?? tiffSamples(image));
  const pageAxes = axes.map((_, axis) => axis).filter((axis) => axis < y && axis !== samplesAxis);
  return {
    image,
    pageAxes,
    planeAxes: samplesAxis === undefined ? [y, x] : planar ? [samplesAxis, y, x] : [y, x, samplesAxis],
    samples: samplesAxis === undefined ? 1 : shape[samplesAxis]!,
    planar: planar && samplesAxis !== undefined,
    firstPage,
    pages: pageAxes.reduce((pages, axis) => pages * shape[axis]!, 1),
  };
}

/** The image with y and x behind its other axes; WEBKNOSSOS has the axes c, x, y, z. */
export function withPlanesBehind(image: Image): Image {
  const place = (axis: number) => PLANE_AXES.indexOf(image.axes[axis]!.name);
  return permuteImage(
    image,
    image.axes.map((_, axis) => axis).sort((a, b) => place(a) - place(b)),
  );
}

/** The names of the axes, if pages cannot run along one of them. */
export function strangeAxes(axes: readonly Axis[]): string | undefined {
  const names = axes.map(({ name }) => name);
  const isKnown =
    names.slice(-2).join() === "y,x" &&
    names.slice(0, -2).every((name) => STACK_AXES.some((axis) => axis === name));
  return isKnown ? undefined : names.join(", ");
}

/**
 * The channel axis if its channels are samples of a pixel: the document says so, or they lie side by side in every
 * chunk of the source.
 */
function sampleAxis({ axes, levels }: Image, statedSamples: number | undefined): number | undefined {
  const c = axes.findIndex(({ name }) => name === "c");
  const channels = levels[0].source.info.shape[c] ?? 1;
  if (statedSamples !== undefined) return channels > 1 && statedSamples === channels ? c : undefined;
  const isInterleaved = levels.every(({ source: { info } }) => {
    const [first] = info.codecs;
    const order = first?.name === "transpose" ? first.configuration?.order : undefined;
    return (
      Array.isArray(order) &&
      order.at(-1) === c &&
      SAMPLE_COUNTS.includes(info.shape[c] ?? 0) &&
      info.chunkShape[c] === info.shape[c]
    );
  });
  return c >= 0 && isInterleaved ? c : undefined;
}

function storedImage(image: Image): Image {
  if (image.levels[0].source.info.dataType !== "bool") return image;
  const [finest, ...coarser] = image.levels;
  const stored = (level: Level): Level => ({ ...level, source: asBytes(level.source) });
  return { ...image, levels: [stored(finest), ...coarser.map(stored)] };
}
