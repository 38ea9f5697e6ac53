/**
 * The images of an Imaris 5.5 file.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  crop,
  type Group,
  jsonEquals,
  type Level,
  type Shape,
  StorageError,
  stack,
} from "@chunkwright/core";
import type { Image, ImageCollection } from "../image-model.ts";
import { joinNames } from "../join-names.ts";
import { levelOffset } from "../level-scale.ts";
import { memoize } from "../memoize.ts";
import { withTerms } from "../unstated-terms.ts";
import { imarisName, imarisTerms, ownImarisTerms } from "./imaris-metadata.ts";
import { type ImarisSections, readImarisSections } from "./imaris-sections.ts";
import { imarisText } from "./imaris-text.ts";

/** Options of `readImarisImages`. */
export interface ReadImarisImagesOptions extends CallOptions {
  /** Name of an image for which the file has none. */
  readonly name?: string | undefined;
}

/** Datasets kept open for each level. */
const OPEN_DATASETS = 256;
const MAX_LEVELS = 64;
const MAX_IMAGES = 1024;

/** Whether the root group of an HDF5 file is one of Imaris. */
export function isImaris({ attributes }: Group): boolean {
  return attributes.DataSetDirectoryName !== undefined || attributes.ImarisDataSet !== undefined;
}

/**
 * Opens the images of an Imaris file by its root group: time points, channels and levels as axes t, c, z, y, x and
 * levels, cropped to their size without padding. What the file says of an image is kept as `dialects.imaris`. Rejects
 * with "invalid-data" for a file without pixels.
 */
export async function readImarisImages(
  root: Group,
  options: ReadImarisImagesOptions = {},
): Promise<ImageCollection> {
  const directory = imarisText(root.attributes.DataSetDirectoryName) || "DataSet";
  const infoDirectory = imarisText(root.attributes.DataSetInfoDirectoryName) || "DataSetInfo";
  const images: Image[] = [];
  for (let n = 0; n < MAX_IMAGES; n += 1) {
    const suffix = n === 0 ? "" : `${n}`;
    const data = await root.open(`${directory}${suffix}`, options);
    if (data?.kind !== "group") break;
    const info = await root.open(`${infoDirectory}${suffix}`, options);
    const sections = info?.kind === "group" ? await readImarisSections(info, options) : {};
    const fallback = joinNames(options.name, n === 0 ? undefined : n);
    images.push(await readImage(data, sections, fallback, options));
  }
  if (images.length === 0) throw invalidImaris(`there is no group ${directory}`);
  return { images };
}

async function readImage(
  data: Group,
  sections: ImarisSections,
  fallbackName: string,
  options: CallOptions,
): Promise<Image> {
  const levels: ChunkSource[] = [];
  for (let r = 0; r < MAX_LEVELS; r += 1) {
    const level = await openLevel(data, `ResolutionLevel ${r}`, options);
    if (!level) break;
    levels.push(level);
  }
  const [finest] = levels;
  if (!finest) throw invalidImaris("there is no ResolutionLevel 0");
  const { shape } = finest.info;
  const [timePoints, channels] = shape;
  if (levels.some(({ info }) => info.shape[0] !== timePoints || info.shape[1] !== channels)) {
    throw invalidImaris("its levels differ in time points or channels");
  }
  const { axes, scale, translation, channels: shown } = imarisTerms(sections, finest.info);
  const placed = levels.map((source): Level => {
    const factors = source.info.shape.map((length, axis) => levelFactor(shape[axis]!, length));
    return {
      source,
      scale: scale.map((size, axis) => size * factors[axis]!),
      translation: translation.map((offset, axis) => offset + levelOffset(factors[axis]!) * scale[axis]!),
    };
  });
  const name = imarisName(sections) ?? fallbackName;
  const image = {
    name,
    axes,
    levels: [placed[0]!, ...placed.slice(1)],
    channels: shown,
    dialects: { imaris: { name, sections } },
  } as const;
  return withTerms(image, ownImarisTerms(sections));
}

/** Levels are halved and rounded down, so that a level of 128 elements stands for 256 of 257. */
function levelFactor(finest: number, length: number): number {
  const factor = 2 ** Math.round(Math.log2(finest / length));
  return Math.floor(finest / factor) === length ? factor : finest / length;
}

/** A level's volumes as one source; `undefined` if there is no such level. */
async function openLevel(data: Group, name: string, options: CallOptions): Promise<ChunkSource | undefined> {
  const level = await data.open(name, options);
  if (level?.kind !== "group") return undefined;
  const first = await level.open("TimePoint 0", options);
  if (first?.kind !== "group") throw invalidImaris(`${name} has no TimePoint 0`);
  const timePoints = await countNumbered(level, "TimePoint ", options);
  const channels = await countNumbered(first, "Channel ", options);
  const template = await openVolume(level, `TimePoint 0/Channel 0`, undefined, options);
  if (!template) throw invalidImaris(`${name}/TimePoint 0 has no Channel 0 with data`);
  const open = memoize(OPEN_DATASETS, (path: string) => openVolume(level, path, template));
  return stack({
    shape: [timePoints, channels],
    template,
    open: ([t, c]) => open(`TimePoint ${t}/Channel ${c}`),
  });
}

/**
 * The data of a channel at a time point, cropped to the image; `undefined` if there are none. Rejects with
 * "unsupported" where they are not cut like those of `template`.
 */
async function openVolume(
  level: Group,
  path: string,
  template?: ChunkSource,
  options?: CallOptions,
): Promise<ChunkSource | undefined> {
  const channel = await level.open(path, options);
  if (channel?.kind !== "group") return undefined;
  const data = await channel.open("Data", options);
  if (data?.kind !== "array") return undefined;
  const padded = data.info.shape;
  if (padded.length !== 3) throw invalidImaris(`the data of ${path} have ${padded.length} axes, not 3`);
  const size = imageSize(channel, path, padded);
  const source = crop(data, size);
  if (template && !isAlike(source, template)) {
    throw new StorageError("unsupported", `Cannot read Imaris image: ${path} is not cut like the first`, {
      format: "imaris",
      feature: "volumes of different layout",
    });
  }
  return source;
}

/** `ImageSizeZ`, `ImageSizeY` and `ImageSizeX` of a channel; without them, all of its data. */
function imageSize({ attributes }: Group, path: string, padded: Shape): Shape {
  return ["Z", "Y", "X"].map((axis, i) => {
    const text = imarisText(attributes[`ImageSize${axis}`]);
    if (text === undefined) return padded[i]!;
    const size = Number(text);
    if (Number.isInteger(size) && size > 0 && size <= padded[i]!) return size;
    throw invalidImaris(`ImageSize${axis} of ${path} is ${JSON.stringify(text)}, of ${padded[i]} stored`);
  });
}

function isAlike({ info: a }: ChunkSource, { info: b }: ChunkSource): boolean {
  return a.dataType === b.dataType && jsonEquals(a.shape, b.shape) && jsonEquals(a.chunkShape, b.chunkShape);
}

/** How many children are named `prefix` and a number, from 0 on without a gap; at least one. */
async function countNumbered(group: Group, prefix: string, options: CallOptions): Promise<number> {
  const names = new Set<string>();
  for await (const name of group.list?.(options) ?? []) names.add(name);
  let count = 0;
  while (names.has(`${prefix}${count}`)) count += 1;
  return Math.max(1, count);
}

function invalidImaris(fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read Imaris image: ${fact}`, { format: "imaris" });
}
