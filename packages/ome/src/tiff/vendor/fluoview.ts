/**
 * Olympus FluoView: pages nest as the dimensions of a binary header say. MM_Head of MetaMorph's "FluoView TIFF".
 *
 * @module
 */

import { type Bytes, dataViewOf, decodeText, StorageError } from "@chunkwright/core";
import type { ImageCollection } from "../../image-model.ts";
import { joinNames } from "../../join-names.ts";
import { countPages } from "../all-pages.ts";
import { type AxisSizes, assembleImage } from "../assemble-image.ts";
import { type PagePlace, samplesOf } from "../page-stack.ts";
import type { TiffPages } from "../tiff-pages.ts";
import { isPositive } from "../tiff-resolution.ts";
import type { DialectOptions } from "../unread-pages.ts";

const FORMAT = "fluoview";
export const MM_HEADER_TAG = 34_361;

export async function readFluoView(
  file: TiffPages,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const template = await file.ifd(0, options);
  const dimensions = parseDimensions((await template.tag(MM_HEADER_TAG, options))?.bytes);
  const samples = samplesOf(template, template.source().info);
  const counts = { t: 1, c: 1, z: 1 };
  // Slowest first; what is not an axis of an image makes images.
  const nesting: { readonly axis: keyof typeof counts | "image"; readonly size: number }[] = [];
  // Fastest first in the file.
  for (const { axis, size } of dimensions.toReversed()) {
    if (axis === "x" || axis === "y") continue;
    const pages = axis === "c" && samples > 1 && size === samples ? 1 : size;
    if (axis !== "image") {
      if (counts[axis] > 1) throw invalid(`two of its dimensions are ${axis}`);
      counts[axis] = pages;
    }
    nesting.push({ axis, size: pages });
  }
  const imageCount = nesting.reduce((product, { axis, size }) => product * (axis === "image" ? size : 1), 1);
  const pageCount = imageCount > 1 ? await countPages(file, options) : 1;
  if (imageCount > pageCount) throw invalid(`it has ${imageCount} images in ${pageCount} pages`);
  const sizes: { -readonly [K in keyof AxisSizes]: AxisSizes[K] } = {};
  for (const { axis, resolution, unit } of dimensions) {
    if (axis === "c" || axis === "image" || !isPositive(resolution)) continue;
    sizes[axis] = { size: resolution, ...(unit && { unit }) };
  }
  const images = Array.from({ length: imageCount }, (_, image) => {
    const open = (place: PagePlace) => {
      let [number, stride, rest] = [0, 1, image];
      for (const { axis, size } of nesting.toReversed()) {
        number += stride * (axis === "image" ? rest % size : place[axis]);
        if (axis === "image") rest = Math.floor(rest / size);
        stride *= size;
      }
      return file.ifd(number);
    };
    const ownName = joinNames(name, imageCount > 1 ? image : undefined);
    return assembleImage({ name: ownName, counts, levels: [{ template, open }], sizes, format: FORMAT });
  });
  return { images };
}

/** Positions, events and exposures are images of their own. */
type DimensionAxis = "t" | "c" | "z" | "y" | "x" | "image";

const AXES: { readonly [name: string]: DimensionAxis } = {
  X: "x",
  Y: "y",
  Z: "z",
  T: "t",
  TIME: "t",
  CH: "c",
  WAVELENGTH: "c",
};

const UNITS: { readonly [unit: string]: string } = {
  um: "micrometer",
  "\u00b5m": "micrometer",
  mm: "millimeter",
  nm: "nanometer",
  s: "second",
  sec: "second",
  ms: "millisecond",
};

const DIMENSIONS_OFFSET = 284;
const DIMENSION_BYTES = 100;
const MAX_DIMENSIONS = 10;

/**
 * MM_Head, packed, little-endian: ten dimensions from byte 284, of which those in use come first.
 *    0 16  name
 *   16  4  size
 *   20  8  origin
 *   28  8  resolution
 *   36 64  unit
 */
function parseDimensions(bytes: Bytes | undefined) {
  const length = DIMENSIONS_OFFSET + MAX_DIMENSIONS * DIMENSION_BYTES;
  if (!bytes || bytes.byteLength < length) throw invalid(`its header has ${bytes?.byteLength ?? 0} bytes`);
  const view = dataViewOf(bytes);
  const dimensions: { axis: DimensionAxis; size: number; resolution: number; unit: string | undefined }[] =
    [];
  for (let i = 0; i < MAX_DIMENSIONS; i += 1) {
    const at = DIMENSIONS_OFFSET + i * DIMENSION_BYTES;
    const size = view.getUint32(at + 16, true);
    const name = cString(bytes.subarray(at, at + 16));
    if (size === 0 || name === "") continue;
    const axis = AXES[name.toUpperCase()] ?? "image";
    const unit = UNITS[cString(bytes.subarray(at + 36, at + 100)).toLowerCase()];
    dimensions.push({ axis, size, resolution: view.getFloat64(at + 28, true), unit });
  }
  return dimensions;
}

/** The text up to the first NUL. */
function cString(bytes: Bytes): string {
  const end = bytes.indexOf(0);
  return decodeText(bytes.subarray(0, end < 0 ? bytes.length : end)).trim();
}

function invalid(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot open FluoView: ${fact}`, { format: FORMAT });
}
