/**
 * Olympus FluoView: pages nest as the dimensions of a binary header say. MM_Head of MetaMorph's "FluoView TIFF".
 *
 * @module
 */

import { type Bytes, type CallOptions, decodeText, StorageError } from "@chunkwright/core";
import type { ImageCollection } from "./image-model.ts";
import { samplesOf } from "./page-stack.ts";
import { type AxisSizes, pagedImage } from "./paged-image.ts";
import { pageNumber } from "./shaped-description.ts";
import type { TiffPages } from "./tiff-pages.ts";
import { isPositive } from "./tiff-resolution.ts";

const FORMAT = "fluoview";
export const MM_HEADER_TAG = 34_361;

export async function readFluoView(
  file: TiffPages,
  { name = "", ...options }: { readonly name?: string | undefined } & CallOptions = {},
): Promise<ImageCollection> {
  const template = await file.ifd(0, options);
  const dimensions = parseDimensions((await template.tag(MM_HEADER_TAG, options))?.bytes);
  const counts = { t: 1, c: 1, z: 1 };
  const order: (keyof typeof counts)[] = [];
  // Fastest first in the file.
  for (const { axis, size } of dimensions.toReversed()) {
    if (axis === "x" || axis === "y") continue;
    if (counts[axis] > 1) throw invalid(`two of its dimensions are ${axis}`);
    counts[axis] = size;
    order.push(axis);
  }
  const samples = samplesOf(template, template.source().info);
  if (samples > 1 && counts.c === samples) counts.c = 1;
  const sizes: { -readonly [K in keyof AxisSizes]: AxisSizes[K] } = {};
  for (const { axis, resolution, unit } of dimensions) {
    if (axis !== "c" && isPositive(resolution)) sizes[axis] = { size: resolution, ...(unit && { unit }) };
  }
  const image = pagedImage({
    name,
    counts,
    levels: [{ template, open: (place) => file.ifd(pageNumber({ counts, order }, place)) }],
    sizes,
    format: FORMAT,
  });
  return { images: [image] };
}

type DimensionAxis = "t" | "c" | "z" | "y" | "x";

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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions: { axis: DimensionAxis; size: number; resolution: number; unit: string | undefined }[] =
    [];
  for (let i = 0; i < MAX_DIMENSIONS; i += 1) {
    const at = DIMENSIONS_OFFSET + i * DIMENSION_BYTES;
    const size = view.getUint32(at + 16, true);
    const name = cString(bytes.subarray(at, at + 16));
    if (size === 0 || name === "") continue;
    const axis = AXES[name.toUpperCase()];
    if (!axis) {
      if (size === 1) continue;
      const feature = `dimension ${name}`;
      throw new StorageError("unsupported", `Cannot open FluoView: it has ${size} along ${name}`, {
        format: FORMAT,
        feature,
      });
    }
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
