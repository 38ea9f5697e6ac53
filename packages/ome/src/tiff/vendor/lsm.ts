/**
 * Zeiss LSM: pages alternate with thumbnails; channels are samples. "LSM Image File Format Release 6.0" (Zeiss 2009),
 * CZ_LSMINFO.
 *
 * @module
 */

import { type Bytes, dataViewOf, StorageError } from "@chunkwright/core";
import type { ImageCollection } from "../../image-model.ts";
import { joinNames } from "../../join-names.ts";
import { allPages } from "../all-pages.ts";
import { type AxisSizes, assembleImage } from "../assemble-image.ts";
import { planeShape, samplesOf } from "../page-stack.ts";
import type { TiffPage, TiffPages } from "../tiff-pages.ts";
import { isPositive } from "../tiff-resolution.ts";
import type { DialectOptions } from "../unread-pages.ts";

const FORMAT = "lsm";
export const CZ_LSMINFO_TAG = 34_412;

/**
 * What the rows of a page are, by ScanType: slices in x-z scans, times in those of lines and points; y in all others.
 */
const ROWS: { readonly [scanType: number]: "z" | "t" } = {
  1: "z",
  2: "t",
  4: "z",
  5: "t",
  8: "z",
  9: "z",
  10: "t",
};
/** The last ScanType that is known. */
const MAX_SCAN_TYPE = 10;

/** Opens an image for each position. Planes of an acquisition that was interrupted are absent, with a warning. */
export async function readLsm(
  file: TiffPages,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const first = await file.ifd(0, options);
  const info = parseInfo((await first.tag(CZ_LSMINFO_TAG, options))?.bytes);
  const pages: TiffPage[] = [];
  for await (const page of allPages(file, options)) if ((page.newSubfileType & 1) === 0) pages.push(page);
  const samples = samplesOf(first, first.source().info);
  const [height] = planeShape(first, first.source().info);
  if (info.channels % samples !== 0) {
    throw invalid(`it has ${info.channels} channels, but pixels of ${samples} samples`);
  }
  const stated = { t: info.times, c: info.channels / samples, z: info.slices };
  const rows = info.rows && stated[info.rows] === height ? info.rows : "y";
  const counts = rows === "y" ? stated : { ...stated, [rows]: 1 };
  const perPosition = counts.t * counts.c * counts.z;
  const expected = perPosition * info.positions;
  if (pages.length > expected) {
    throw invalid(
      `${pages.length} pages, but ${info.times} times, ${info.channels} channels, ${info.slices} slices, ${info.positions} positions`,
    );
  }
  const sizes = sizesOf(info, rows);
  // A damaged file may state any number: only positions whose pages have begun are listed.
  const begun = Math.ceil(pages.length / perPosition);
  const images = Array.from({ length: begun }, (_, position) => {
    const start = position * perPosition;
    const open = async ({ t, c, z }: typeof counts) => pages[start + (t * counts.z + z) * counts.c + c];
    const levels = [{ template: pages[start] ?? first, open }] as const;
    const ownName = joinNames(name, info.positions > 1 ? position : undefined);
    return assembleImage({ name: ownName, counts, levels, sizes, format: FORMAT });
  });
  const warnings = [
    ...(rows === "y" ? [] : [`It is a scan of lines: the rows of its images lie along ${rows}`]),
    ...(pages.length < expected ? [`It was interrupted: it has ${pages.length} of ${expected} pages`] : []),
  ];
  return { images, ...(warnings.length > 0 && { warnings }) };
}

interface LsmInfo {
  /** What the rows of pages may be, if not y. */
  readonly rows: "z" | "t" | undefined;
  readonly slices: number;
  readonly channels: number;
  readonly times: number;
  /** Places on the slide, tiles of mosaics among them: pages have all of one together. */
  readonly positions: number;
  /** Metres. */
  readonly voxel: { readonly x: number; readonly y: number; readonly z: number };
  /** Seconds. */
  readonly interval: number;
}

const INFO_BYTES = 120;
const POSITIONS_END = 272;

/**
 * CZ_LSMINFO, little-endian.
 *    8 20  DimensionX, Y, Z, Channels, Time
 *   40 24  VoxelSizeX, Y, Z, metres
 *   88  2  ScanType
 *  112  8  TimeInterval, seconds
 *  264  8  DimensionP and DimensionM, positions and tiles, since release 5
 */
function parseInfo(bytes: Bytes | undefined): LsmInfo {
  if (!bytes || bytes.byteLength < INFO_BYTES)
    throw invalid(`CZ_LSMINFO has ${bytes?.byteLength ?? 0} bytes`);
  const view = dataViewOf(bytes);
  const scanType = view.getUint16(88, true);
  if (scanType > MAX_SCAN_TYPE) {
    throw new StorageError("unsupported", `Cannot open LSM: its scan type is ${scanType}`, {
      format: FORMAT,
      feature: `scan type ${scanType}`,
    });
  }
  const count = (at: number) => {
    const value = view.getInt32(at, true);
    if (value > 0) return value;
    throw invalid(`a dimension is ${value}`);
  };
  const [slices, channels, times] = [count(16), count(20), count(24)];
  const [x, y, z] = [40, 48, 56].map((at) => view.getFloat64(at, true)) as [number, number, number];
  const places =
    bytes.byteLength < POSITIONS_END ? [] : [264, 268].map((at) => Math.max(1, view.getInt32(at, true)));
  const positions = places.reduce((product, length) => product * length, 1);
  const interval = view.getFloat64(112, true);
  return { rows: ROWS[scanType], slices, channels, times, positions, voxel: { x, y, z }, interval };
}

/** Rows that are times have no size along y. */
function sizesOf({ voxel, interval }: LsmInfo, rows: "y" | "z" | "t"): AxisSizes {
  const along = (meters: number) =>
    isPositive(meters) ? { size: Number((meters * 1e6).toPrecision(12)), unit: "micrometer" } : { size: 1 };
  return {
    x: along(voxel.x),
    ...(rows !== "t" && { y: along(voxel[rows]) }),
    z: along(voxel.z),
    ...(isPositive(interval) && { t: { size: interval, unit: "second" } }),
  };
}

function invalid(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot open LSM: ${fact}`, { format: FORMAT });
}
