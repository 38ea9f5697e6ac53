/**
 * ImageJ hyperstacks: TIFF pages in the order c, z, t, described by `key=value` lines in the first ImageDescription.
 *
 * @module
 */

import { type DataType, isStorageError, jsonEquals, StorageError } from "@chunkwright/core";
import { modelAxis } from "../axis-names.ts";
import { defaultWindow } from "../default-window.ts";
import type { Channel, ChannelWindow, Image, ImageCollection } from "../image-model.ts";
import { pageAfter } from "./all-pages.ts";
import { calibrate, type ImageJFields } from "./imagej-calibration.ts";
import { type ImageJMetadata, readImageJMetadata } from "./imagej-metadata.ts";
import { stackLevels } from "./page-pyramid.ts";
import { checkPlaneCounts, type PagePlace, samplesOf, stackAxes } from "./page-stack.ts";
import { readPlainTiff } from "./plain-tiff.ts";
import { sampleColor } from "./sample-color.ts";
import { withTiffDisplay } from "./tiff-display.ts";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";
import type { DialectOptions } from "./unread-pages.ts";

/** Whether a TIFF ImageDescription is ImageJ's. */
export function isImageJ(description: string): boolean {
  return description.startsWith("ImageJ=");
}

/**
 * Opens the hyperstack whose first ImageDescription is `description`, as one image with those of the axes t, c, z
 * that are longer than 1, and y, x. A description of one image says nothing of further IFDs, which ImageJ makes a
 * stack of; beyond those of a hyperstack it ignores them. Throws "invalid-data" for absurd counts, and where not even a
 * second plane is like the first: the description is then that of another file, which many tools keep.
 */
export async function readImageJ(
  file: TiffPages,
  description: string,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const fields = parseFields(description);
  const described = planeCounts(fields);
  // Stacks over 4 GiB, and those of some other writers, have an IFD for the first plane alone.
  const second = await pageAfter(file, 1);
  const planes = described.t * described.c * described.z;
  if (planes > 1) {
    const lack = await lackOfPlanes(await file.ifd(0), second);
    if (lack !== undefined) {
      throw new StorageError(
        "invalid-data",
        `Cannot open ImageJ stack: its description states ${planes} planes, but ${lack}`,
        { format: "imagej" },
      );
    }
  }
  const hasOne = second === undefined;
  if (planes > 1 || hasOne) return openHyperstack(file, fields, described, hasOne, { name, ...options });
  // Files that were joined, or made into a pyramid, by a program that kept the first description.
  const joined = await readPlainTiff(file, { name, ...options });
  const [image, ...others] = joined.images;
  if (!image || others.length > 0 || image.levels.length > 1) return joined;
  const z = image.levels[0].source.info.shape[image.axes.findIndex((axis) => axis.name === "z")] ?? 1;
  return openHyperstack(file, fields, { ...described, z }, false, { name, ...options });
}

async function openHyperstack(
  file: TiffPages,
  fields: ImageJFields,
  counts: PagePlace,
  hasOne: boolean,
  { name = "", ...options }: DialectOptions,
): Promise<ImageCollection> {
  const planes = counts.t * counts.c * counts.z;
  const template = await file.ifd(0);
  const { info } = template.source();
  const samples = samplesOf(template, info);
  checkPlaneCounts(counts, samples, "imagej");
  const isStacked = planes > 1 && hasOne;
  const openNumber = (n: number) => (isStacked ? template.stackedPlane(n) : openPlane(file, n));
  if (isStacked) await openNumber(planes - 1);
  const axes = stackAxes(template, counts);
  const metadata = await readImageJMetadata(template);
  const calibration = calibrate(fields, template);
  const levels = await stackLevels(
    { axes, counts, template, open: ({ t, c, z }) => openNumber((t * counts.z + z) * counts.c + c) },
    axes.map((axis) => calibration[axis].size),
    options,
  );
  const image: Image = {
    name,
    axes: axes.map((axis) => modelAxis(axis, calibration[axis].unit)),
    levels,
    channels: modelChannels(fields, metadata, counts, samples, info.dataType),
    ...(Object.keys(metadata.kept).length > 0 && { dialects: { imagej: metadata.kept } }),
  };
  return { images: [await withTiffDisplay(image, template)] };
}

function parseFields(description: string): ImageJFields {
  const lines = description.split("\n").map((line) => line.trim());
  return new Map(
    lines.flatMap((line) => {
      const equals = line.indexOf("=");
      return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)] as const] : [];
    }),
  );
}

/** A stack whose length is not the product of `channels`, `slices` and `frames` is opened as slices, as in ImageJ. */
function planeCounts(fields: ImageJFields): PagePlace {
  const counts = { t: count(fields, "frames"), c: count(fields, "channels"), z: count(fields, "slices") };
  const images = count(fields, "images");
  return images === 1 || images === counts.t * counts.c * counts.z ? counts : { t: 1, c: 1, z: images };
}

/** Missing and invalid numbers count as 1. */
function count(fields: ImageJFields, key: string): number {
  return Math.max(1, Math.trunc(Number(fields.get(key))) || 1);
}

/** Why there is no second plane, neither in an IFD of its own nor behind the first; `undefined` where there is one. */
async function lackOfPlanes(first: TiffPage, second: TiffPage | undefined): Promise<string | undefined> {
  if (second) {
    const [one, two] = [first.source().info, second.source().info];
    if (one.dataType === two.dataType && jsonEquals(one.shape, two.shape)) return undefined;
    return `the first two are ${one.dataType} [${one.shape}] and ${two.dataType} [${two.shape}]`;
  }
  try {
    await first.stackedPlane(1);
    return undefined;
  } catch (error) {
    if (isStorageError(error, "invalid-data") || isStorageError(error, "unsupported")) return "there is one";
    throw error;
  }
}

async function openPlane(file: TiffPages, n: number): Promise<TiffPage> {
  try {
    return await file.ifd(n);
  } catch (cause) {
    if (!isStorageError(cause, "not-found")) throw cause;
    throw new StorageError(
      "invalid-data",
      `Cannot read plane ${n} of ImageJ stack: the file has fewer IFDs`,
      { format: "imagej" },
      { cause },
    );
  }
}

function modelChannels(
  fields: ImageJFields,
  { labels, ranges, colors }: ImageJMetadata,
  counts: PagePlace,
  samples: number,
  dataType: DataType,
): Channel[] {
  const common = displayRange(fields, dataType);
  // Labels belong to planes: if each channel has only one plane, the label is the channel's name.
  const names = counts.z * counts.t === 1 && samples === 1 ? labels : [];
  return Array.from({ length: counts.c * samples }, (_, c) => {
    const [start = Number.NaN, end = Number.NaN] = ranges[c] ?? [];
    const window = windowOf(start, end, dataType) ?? common;
    const name = names[c];
    const color = colors[c];
    return {
      ...(name && { name }),
      ...(samples > 1 ? sampleColor(c % samples, samples) : color !== undefined && { color }),
      ...(window && { window }),
    };
  });
}

/** `min` and `max`: the grey values shown black and white. */
function displayRange(fields: ImageJFields, dataType: DataType): ChannelWindow | undefined {
  const start = Number(fields.get("min") ?? Number.NaN);
  const end = Number(fields.get("max") ?? Number.NaN);
  return windowOf(start, end, dataType);
}

function windowOf(start: number, end: number, dataType: DataType): ChannelWindow | undefined {
  if (!(start < end)) return undefined;
  const { min, max } = defaultWindow(dataType);
  return { min: Math.min(min, start), max: Math.max(max, end), start, end };
}
