/**
 * A part of a source as a source of its own: one image, one array as an image, or some positions along axes.
 *
 * @module
 */

import { type Span, selectElements } from "@chunkwright/convert";
import { type CallOptions, type Level, StorageError } from "@chunkwright/core";
import { fieldPaths, type Image, type ImageCollection } from "@chunkwright/ome";
import type { Host } from "../host.ts";
import type { OpenedSource } from "../opened-source.ts";
import { UsageError } from "../usage-error.ts";
import { imageOfArray } from "./image-of-array.ts";
import type { Part, Positions } from "./part-options.ts";

/**
 * The part of a source that is selected, as images without anything beside them; the source itself if nothing is
 * selected. Reading its images rejects with "not-found" for a missing image, and with `UsageError` for positions that
 * an image does not have.
 */
export function selectPart(source: OpenedSource, part: Part, host: Pick<Host, "warn">): OpenedSource {
  if (part.image === undefined && part.positions.size === 0 && !part.isWithoutPlate) return source;
  const { location, format } = source;
  let selected: Promise<ImageCollection> | undefined;
  const images = (options?: CallOptions) => {
    selected ??= selectImages(source, part, host, options);
    return selected;
  };
  return {
    location,
    format,
    images,
    async *arrays(options) {
      for (const [i, { levels }] of (await images(options)).images.entries()) {
        for (const [k, level] of levels.entries()) yield { path: `${i}/${k}`, source: level.source };
      }
    },
    beside: source.beside,
    close: () => source.close(),
  };
}

async function selectImages(
  source: OpenedSource,
  { image, positions, isWithoutPlate }: Part,
  host: Pick<Host, "warn">,
  options?: CallOptions,
): Promise<ImageCollection> {
  const collection = await source.images(options);
  const { images = [], plate, omeXml, associated = [], warnings, unread } = collection ?? {};
  const chosen = image === undefined ? images : [await findImage(source, collection, image, options)];
  const isWhole = positions.size === 0 && chosen.length === images.length;
  const left = [
    ...(omeXml && !isWhole ? ["OME-XML"] : []),
    ...(chosen.some(({ labels = [] }) => labels.length > 0) ? ["labels"] : []),
    ...(associated.length > 0 ? ["associated images"] : []),
  ];
  if (left.length > 0) host.warn(`only images are selected: ${left.join(", ")} left out`);
  return {
    images: chosen.map((whole) => imagePart(whole, positions)),
    ...(plate && image === undefined && !isWithoutPlate && { plate }),
    ...(omeXml && isWhole && { omeXml }),
    ...(warnings && { warnings }),
    ...(unread && image === undefined && { unread }),
  };
}

/** By number, then by name, path or place on the plate; else the array of that path. */
async function findImage(
  source: OpenedSource,
  { images = [], plate }: Partial<ImageCollection> = {},
  wanted: string,
  options?: CallOptions,
): Promise<Image> {
  const byNumber = /^\d+$/.test(wanted) ? images[Number(wanted)] : undefined;
  const fields = plate ? fieldPaths(plate) : new Map<number, string>();
  const found =
    byNumber ??
    images.find(({ name, path }, i) => name === wanted || path === wanted || fields.get(i) === wanted);
  if (found) return found;
  const path = wanted.replace(/^\/+|\/+$/g, "");
  for await (const array of source.arrays(options)) {
    if (array.path.replace(/^\//, "") !== path) continue;
    if ("error" in array) throw array.error;
    return imageOfArray(path, array.source);
  }
  throw new StorageError(
    "not-found",
    `Cannot find image ${wanted} in ${source.location}: neither an image nor an array is called so; info lists them`,
    { path: wanted },
  );
}

function imagePart(image: Image, positions: Part["positions"]): Image {
  const { labels: _, path: __, dialects, ...kept } = image;
  const tiff = positions.has("c") ? undefined : dialects?.tiff;
  const whole = { ...kept, ...(tiff !== undefined && { dialects: { tiff } }) };
  if (positions.size === 0) return whole;
  const { axes, levels } = image;
  const spans = spansOf(image, positions);
  const [finest, ...coarser] = levels;
  // In a level that is shorter along a selected axis, positions have no counterpart: such levels are made again.
  const isAsLong = (level: Level) =>
    axes.every(
      ({ name }, axis) =>
        !positions.has(name) || level.source.info.shape[axis] === finest.source.info.shape[axis],
    );
  const part = (level: Level) => levelPart(level, spans);
  const channelSpans = spans[axes.findIndex(({ type }) => type === "channel")];
  return {
    ...whole,
    channels: channelSpans?.flatMap(({ start, stop }) => image.channels.slice(start, stop)) ?? image.channels,
    levels: [part(finest), ...coarser.filter(isAsLong).map(part)],
  };
}

/** Along each axis; `undefined` where all of it is meant. */
function spansOf(
  { name, axes, levels }: Image,
  positions: Part["positions"],
): readonly (readonly Span[] | undefined)[] {
  const unknown = [...positions.keys()].find((axis) => !axes.some(({ name: known }) => known === axis));
  if (unknown !== undefined) {
    const names = axes.map(({ name: known }) => known).join(", ");
    throw new UsageError(`Cannot select along ${unknown}: image "${name}" has the axes ${names}`);
  }
  const { shape } = levels[0].source.info;
  return axes.map(({ name: axis }, i) =>
    positions.get(axis)?.map((wanted) => spanOf(wanted, `${axis} of image "${name}"`, shape[i]!)),
  );
}

function spanOf({ start, stop }: Positions, along: string, length: number): Span {
  const end = stop ?? length;
  if (start < end && end <= length) return { start, stop: end };
  const wanted = end === start + 1 ? `${start}` : `${start}:${end}`;
  const isEmpty = end <= start && start < length;
  const fact = isEmpty ? "a range does not include its end" : `it has the positions 0 to ${length - 1}`;
  throw new UsageError(`Cannot select ${wanted} along ${along}: ${fact}`);
}

function levelPart(
  { source, scale, translation }: Level,
  wanted: readonly (readonly Span[] | undefined)[],
): Level {
  const { shape } = source.info;
  const spans = wanted.map((along, axis) => along ?? [{ start: 0, stop: shape[axis]! }]);
  const selected = selectElements(source, spans);
  return {
    // Attributes of the whole, such as georeferencing, do not hold for a part.
    source: { ...selected, info: { ...selected.info, attributes: {} } },
    scale,
    translation: translation.map((offset, axis) => offset + spans[axis]![0]!.start * scale[axis]!),
  };
}
