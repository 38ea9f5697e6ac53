/**
 * One image out of the datasets of an N5 pyramid.
 *
 * @module
 */

import {
  type Axis,
  type ChunkSource,
  insertAxes,
  type JsonObject,
  jsonEquals,
  type Level,
  mosaic,
} from "@chunkwright/core";
import { typeOfAxisName } from "../axis-names.ts";
import type { Image } from "../image-model.ts";
import { permuteImage } from "../permute-image.ts";
import { unitOfText } from "../unit-of-text.ts";
import { unnamedChannels } from "../unnamed-channels.ts";
import { invalidN5Image } from "./n5-fields.ts";
import { placeN5Level } from "./n5-level.ts";

/** Levels of one image as they are found, the finest first. */
export interface N5Pyramid {
  /** Path of the image's group, or of its only dataset. */
  readonly path: string;
  readonly sources: readonly [ChunkSource, ...ChunkSource[]];
  /** Attributes of each level that count instead of its dataset's own. */
  readonly attributes?: readonly JsonObject[];
  /** Attributes of the groups around the datasets, the innermost first. */
  readonly groups: readonly JsonObject[];
}

/** An image, and warnings about attributes that it does not reflect. */
export interface N5Image {
  readonly image: Image;
  readonly warnings: readonly string[];
}

/** Names of a dataset's axes where nothing names them, slowest first: n5-viewer's axes are x, y, z, then time. */
const DEFAULT_NAMES: readonly (readonly string[] | undefined)[] = [
  undefined,
  undefined,
  ["y", "x"],
  ["z", "y", "x"],
  ["t", "z", "y", "x"],
  ["t", "c", "z", "y", "x"],
];

/** Whether an array has as many axes as an image may have. */
export function hasImageRank({ info }: ChunkSource): boolean {
  return DEFAULT_NAMES[info.shape.length] !== undefined;
}

/** The image of a pyramid, named by its path, its axes in the order of OME-NGFF: time, channels, space. */
export function pyramidImage({ path, sources, attributes, groups }: N5Pyramid): N5Image {
  const [finest] = sources;
  const rank = finest.info.shape.length;
  const names = axisNames(finest);
  const placed = sources.map((source, level) => {
    if (source.info.shape.length !== rank) {
      throw invalidN5Image(`level ${level} of ${path} has ${source.info.shape.length} axes, not ${rank}`);
    }
    return placeN5Level({
      attributes: attributes?.[level] ?? source.info.attributes,
      groups,
      level,
      shape: source.info.shape,
      finestShape: finest.info.shape,
      names,
    });
  });
  const known = placed[0]?.names;
  const labels = known && areImageAxes(known) ? known : names;
  const units = labels.map((label, axis) => {
    const stated = placed[0]?.units;
    const text =
      typeof stated === "string" ? (typeOfAxisName(label) === "space" ? stated : "") : stated?.[axis];
    return text === undefined ? undefined : unitOfText(text);
  });
  const axes = labels.map((name, axis): Axis => {
    const unit = units[axis]?.name;
    return { name, type: typeOfAxisName(name) ?? "space", ...(unit !== undefined && { unit }) };
  });
  const inUnits = (values: readonly number[]) =>
    values.map((value, axis) => value * (units[axis]?.factor ?? 1));
  const levels = sources.map((source, i): Level => {
    const { scale, translation } = placed[i]!;
    return { source, scale: inUnits(scale), translation: inUnits(translation) };
  });
  const [first, ...coarser] = levels;
  const losses = new Set(placed.flatMap(({ loss }) => loss ?? []));
  return {
    image: inNgffOrder({ name: path, axes, levels: [first!, ...coarser], channels: [{}] }),
    warnings: [...losses].map((loss) => `${path || "The root"}: ${loss}`),
  };
}

/**
 * Equal images as one, along a new axis in front: the setups' time points, or n5-viewer's channels. `undefined` if they
 * differ in their levels.
 */
export function stackImages(
  axis: Axis,
  images: readonly [Image, ...Image[]],
  path: string,
): Image | undefined {
  const [first, ...others] = images;
  if (!others.every((other) => isAlike(other, first))) return undefined;
  const levels = first.levels.map((level, i): Level => {
    const parts = images.map((image) => insertAxes(image.levels[i]!.source, [0]));
    const template = insertAxes(level.source, [0]);
    return {
      source: mosaic({
        counts: template.info.shape.map((_, position) => (position === 0 ? parts.length : 1)),
        template,
        open: async ([part]) => parts[part!],
      }),
      scale: [1, ...level.scale],
      translation: [0, ...level.translation],
    };
  });
  const [finest, ...coarser] = levels;
  const channels = axis.type === "channel" ? images.flatMap((image) => image.channels) : first.channels;
  return inNgffOrder({
    ...first,
    name: path,
    axes: [axis, ...first.axes],
    levels: [finest!, ...coarser],
    channels,
  });
}

/** The order of axes in OME-NGFF: time, channels or custom axes, space. OME-NGFF 0.4, "axes" metadata. */
export function ngffAxisOrder(types: readonly unknown[]): readonly number[] {
  const rank = (axis: number) => (types[axis] === "time" ? 0 : types[axis] === "space" ? 2 : 1);
  return types.map((_, axis) => axis).sort((a, b) => rank(a) - rank(b));
}

function inNgffOrder(image: Image): Image {
  const channelAxis = image.axes.findIndex(({ type }) => type === "channel");
  const channels = channelAxis === -1 ? 1 : image.levels[0].source.info.shape[channelAxis]!;
  return {
    ...permuteImage(image, ngffAxisOrder(image.axes.map(({ type }) => type))),
    channels: unnamedChannels(channels).map((unnamed, i) => image.channels[i] ?? unnamed),
  };
}

function isAlike(a: Image, b: Image): boolean {
  const kind = ({ source: { info } }: Level) => [info.dataType, info.shape, info.chunkShape];
  return jsonEquals(a.levels.map(kind), b.levels.map(kind));
}

function axisNames({ info }: ChunkSource): readonly string[] {
  const { dimensionNames, shape } = info;
  const own = dimensionNames?.map((name) => name?.toLowerCase() ?? "");
  const names = own && areImageAxes(own) ? own : DEFAULT_NAMES[shape.length];
  if (!names) throw invalidN5Image(`an array of ${shape.length} axes shows no image`);
  return names;
}

/** Axes that are known, each once. */
function areImageAxes(names: readonly string[]): boolean {
  return names.every((name) => typeOfAxisName(name)) && new Set(names).size === names.length;
}
