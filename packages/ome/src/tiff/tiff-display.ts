/**
 * How the pixels of a TIFF page are displayed, beyond grey and RGB: kept with the image for writing TIFF again.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  decodeBase64,
  encodeBase64,
  isJsonObject,
  type Json,
  type JsonObject,
} from "@chunkwright/core";
import type { Image } from "../image-model.ts";
import { samplesOf } from "./page-stack.ts";
import type { TiffResolution } from "./print-resolution.ts";
import type { TiffPage } from "./tiff-pages.ts";
import { isPositive, pixelSize } from "./tiff-resolution.ts";

/** The tags of a TIFF page that say how its numbers are displayed. */
export interface TiffDisplay {
  readonly photometric?: TiffPhotometric;
  /** All reds, then greens, then blues of a palette. TIFF 6.0 §5, ColorMap. */
  readonly colorMap?: readonly number[];
  /** What samples beyond the colours are. TIFF 6.0 §18. */
  readonly extraSamples?: readonly number[];
  /** Where the first row and column are seen. TIFF 6.0 §8, Orientation. */
  readonly orientation?: number;
  /** ICC.1:2022 annex B.4. */
  readonly iccProfile?: Bytes;
  /** Print resolution, where it is not the size of what the pixels show. */
  readonly resolution?: TiffResolution;
}

/** Photometric values that do not follow from data type and number of samples. TIFF 6.0 §8, §16, §23. */
export type TiffPhotometric = (typeof PHOTOMETRICS)[keyof typeof PHOTOMETRICS];

const PHOTOMETRICS = { 0: "min-is-white", 3: "palette", 5: "separated", 8: "cie-lab" } as const;

const PHOTOMETRIC_TAG = 262;
const ORIENTATION_TAG = 274;
const COLOR_MAP_TAG = 320;
const EXTRA_SAMPLES_TAG = 338;
const ICC_PROFILE_TAG = 34_675;

/** PlanarConfiguration. TIFF 6.0 §8. */
const PLANAR = 2;
/** The orientation of images whose row 0 is at the top and column 0 on the left. */
const UPRIGHT = 1;

/** The image, with the display tags of its first page under `dialects.tiff`. */
export async function withTiffDisplay(image: Image, page: TiffPage, options?: CallOptions): Promise<Image> {
  const tag = async (number: number) =>
    page.tags.includes(number) ? await page.tag(number, options) : undefined;
  const numbers = async (number: number) => (await tag(number))?.numbers;
  const photometric = nameOf((await numbers(PHOTOMETRIC_TAG))?.[0]);
  const colorMap = photometric === "palette" ? await numbers(COLOR_MAP_TAG) : undefined;
  const orientation = (await numbers(ORIENTATION_TAG))?.[0] ?? UPRIGHT;
  const extraSamples = (await numbers(EXTRA_SAMPLES_TAG)) ?? [];
  const iccProfile = (await tag(ICC_PROFILE_TAG))?.bytes;
  const samples = samplesOf(page, page.source().info);
  const tiff: JsonObject = {
    ...(samples > 1 && { samples }),
    ...(samples > 1 && page.planarConfiguration === PLANAR && { planar: true }),
    ...(!pixelSize(page) && printedResolution(page)),
    ...(photometric && { photometric }),
    ...(colorMap && { colorMap: [...colorMap] }),
    ...(orientation !== UPRIGHT && { orientation }),
    ...(extraSamples.some((meaning) => meaning !== 0) && { extraSamples: [...extraSamples] }),
    ...(iccProfile && { iccProfile: encodeBase64(iccProfile) }),
  };
  return Object.keys(tiff).length > 0 ? { ...image, dialects: { ...image.dialects, tiff } } : image;
}

/** How many channels the pixels of the image had side by side in TIFF; `undefined` if nothing says so. */
export function tiffSamples({ dialects }: Image): number | undefined {
  const samples = isJsonObject(dialects?.tiff) ? dialects.tiff.samples : undefined;
  return typeof samples === "number" ? samples : undefined;
}

/** Whether the samples of the image lay in planes of their own in TIFF. */
export function isTiffPlanar({ dialects }: Image): boolean {
  return isJsonObject(dialects?.tiff) && dialects.tiff.planar === true;
}

/** What `dialects.tiff` says, as far as it is possible for pages of the image's data type and number of samples. */
export function tiffDisplay({ dialects, levels }: Image, samples: number): TiffDisplay {
  const tiff = dialects?.tiff;
  if (!isJsonObject(tiff)) return {};
  const { dataType } = levels[0].source.info;
  const photometric = photometricFor(tiff.photometric, samples);
  const colors = { uint8: 3 * 2 ** 8, uint16: 3 * 2 ** 16 }[String(dataType)];
  const colorMap = shortsOf(tiff.colorMap);
  const isPalette = photometric === "palette";
  if (isPalette && (colorMap === undefined || colorMap.length !== colors)) return {};
  const extraSamples = shortsOf(tiff.extraSamples);
  const { orientation } = tiff;
  const resolution = resolutionOf(tiff.resolution);
  const iccProfile = typeof tiff.iccProfile === "string" ? decodeBase64(tiff.iccProfile) : undefined;
  return {
    ...(photometric && { photometric }),
    ...(isPalette && colorMap && { colorMap }),
    ...(extraSamples?.length === samples - colorsOf(photometric, samples) && { extraSamples }),
    ...(typeof orientation === "number" && ORIENTATIONS.includes(orientation) && { orientation }),
    ...(iccProfile && { iccProfile }),
    ...(resolution && { resolution }),
  };
}

const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8];
const SAMPLES: { readonly [name in TiffPhotometric]: number } = {
  "min-is-white": 1,
  palette: 1,
  separated: 4,
  "cie-lab": 3,
};

const RESOLUTION_UNITS = { 2: "inch", 3: "cm" } as const;

function printedResolution({ xResolution, yResolution, resolutionUnit }: TiffPage): JsonObject {
  const unit = Object.entries(RESOLUTION_UNITS).find(([number]) => Number(number) === resolutionUnit)?.[1];
  const isSaid = isPositive(xResolution) && isPositive(yResolution) && unit !== undefined;
  return isSaid ? { resolution: { x: xResolution, y: yResolution, unit } } : {};
}

function resolutionOf(value: Json | undefined): TiffResolution | undefined {
  if (!isJsonObject(value)) return undefined;
  const { x, y } = value;
  const unit = Object.values(RESOLUTION_UNITS).find((known) => known === value.unit);
  const isSound = typeof x === "number" && isPositive(x) && typeof y === "number" && isPositive(y);
  return isSound && unit ? { x, y, unit } : undefined;
}

function photometricFor(value: Json | undefined, samples: number): TiffPhotometric | undefined {
  const name = Object.values(PHOTOMETRICS).find((known) => known === value);
  return name !== undefined && samples >= SAMPLES[name] ? name : undefined;
}

/** Unless stated otherwise, three or more samples are RGB. */
function colorsOf(photometric: TiffPhotometric | undefined, samples: number): number {
  if (photometric !== undefined) return SAMPLES[photometric];
  return samples >= SAMPLES_OF_RGB ? SAMPLES_OF_RGB : 1;
}

const SAMPLES_OF_RGB = 3;

function nameOf(photometric: number | undefined): TiffPhotometric | undefined {
  return Object.entries(PHOTOMETRICS).find(([number]) => Number(number) === photometric)?.[1];
}

function shortsOf(value: Json | undefined): readonly number[] | undefined {
  const isShort = (item: Json): item is number =>
    Number.isInteger(item) && Number(item) >= 0 && Number(item) < 65_536;
  return Array.isArray(value) && value.every(isShort) ? value : undefined;
}
