/**
 * What BigDataViewer cannot express of an image: the time between time points, and coarser levels that do not lie
 * where means would. Kept as JSON in a section of the document that other readers ignore.
 *
 * @module
 */

import { isJsonObject, isStorageError, type Json, type JsonObject, parseJson } from "@chunkwright/core";
import type { Image } from "../image-model.ts";
import { levelOffset } from "../level-scale.ts";
import type { BdvVector } from "./bdv-document.ts";

/** The section's name. */
export const PLACES_SECTION = "Chunkwright";

/** Of the image that the setups are. */
export interface BdvPlaces {
  readonly setups: readonly number[];
  /** The time of the first time point, and from one to the next. */
  readonly time?: { readonly unit?: string; readonly scale: number; readonly translation: number };
  /** Where each level lies, along z, y and x, in the unit of the voxel size. */
  readonly translations?: readonly (readonly number[])[];
}

/**
 * `undefined` if BigDataViewer can express all of it. The image has the axes t, c, z, y, x; `voxelSize` is x, y, z.
 */
export function bdvPlaces(
  { axes, levels }: Image,
  setups: readonly number[],
  voxelSize: BdvVector,
): BdvPlaces | undefined {
  const [finest] = levels;
  const [t] = axes;
  const [scale = 1, translation = 0] = [finest.scale[0], finest.translation[0]];
  const isTimed = t?.unit !== undefined || scale !== 1 || translation !== 0;
  const isShifted = levels.some((level) =>
    [2, 3, 4].some((axis) => {
      const size = finest.scale[axis]!;
      const implied = finest.translation[axis]! + levelOffset(level.scale[axis]! / size) * size;
      return !isClose(level.translation[axis]!, implied, size);
    }),
  );
  if (!isTimed && !isShifted) return undefined;
  return {
    setups,
    ...(isTimed && { time: { ...(t?.unit !== undefined && { unit: t.unit }), scale, translation } }),
    ...(isShifted && {
      translations: levels.map((level) =>
        [2, 3, 4].map((axis) => (level.translation[axis]! / finest.scale[axis]!) * voxelSize[4 - axis]!),
      ),
    }),
  };
}

export function printBdvPlaces(places: readonly BdvPlaces[]): string {
  return JSON.stringify({ images: places });
}

/** Any other text is ignored. */
export function parseBdvPlaces(text: string): readonly BdvPlaces[] {
  const images = jsonOf(text)?.images;
  return Array.isArray(images)
    ? images.filter((image: Json): image is Json & BdvPlaces => isPlaces(image))
    : [];
}

/** The image of `setups`, placed as it was written, if its finest level is still where it was then. */
export function withBdvPlaces(
  image: Image,
  setups: readonly number[],
  places: readonly BdvPlaces[] = [],
): Image {
  const { time, translations = [] } = places.find((own) => own.setups.join() === setups.join()) ?? {};
  const [t, ...axes] = image.axes;
  const [written] = translations;
  const [finest] = image.levels;
  const ahead = image.axes.length - 3;
  const isThere = written?.every((offset, axis) =>
    isClose(offset, finest.translation[ahead + axis]!, finest.scale[ahead + axis]!),
  );
  const [first, ...coarser] = image.levels.map((level, i) => {
    const [, ...scale] = level.scale;
    const [, ...translation] = level.translation;
    const shift = isThere && i > 0 ? translations[i] : undefined;
    return {
      ...level,
      scale: [time?.scale ?? 1, ...scale],
      translation: [
        time?.translation ?? 0,
        ...(shift ? [...translation.slice(0, ahead - 1), ...shift] : translation),
      ],
    };
  });
  return {
    ...image,
    axes: [{ ...t!, ...(time?.unit !== undefined && { unit: time.unit }) }, ...axes],
    levels: [first!, ...coarser],
  };
}

function isPlaces(value: Json): boolean {
  if (!isJsonObject(value) || !isNumbers(value.setups)) return false;
  const { time, translations } = value;
  const isTime =
    isJsonObject(time) &&
    isNumbers([time.scale ?? null, time.translation ?? null]) &&
    (time.unit === undefined || typeof time.unit === "string");
  const areTranslations =
    Array.isArray(translations) &&
    translations.every((offsets) => isNumbers(offsets) && offsets.length === 3);
  return (time === undefined || isTime) && (translations === undefined || areTranslations);
}

function isNumbers(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((number) => typeof number === "number");
}

/** Tolerance for positions that have been printed and parsed. */
function isClose(a: number, b: number, size: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(size), Math.abs(a));
}

function jsonOf(text: string): JsonObject | undefined {
  try {
    const value = parseJson(new TextEncoder().encode(text), PLACES_SECTION);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (isStorageError(error, "invalid-data")) return undefined;
    throw error;
  }
}
