/**
 * Properties of an image that BigDataViewer cannot express: the time between time points, and coarser levels that do not lie
 * where means would. Kept as JSON in a section of the document that other readers ignore.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import type { Image } from "../image-model.ts";
import { isNumbers } from "../json-numbers.ts";
import { parseLeniently } from "../lenient-json.ts";
import { levelOffset } from "../level-scale.ts";
import { withTerms } from "../unstated-terms.ts";
import type { BdvVector } from "./bdv-document.ts";

/** The section's name. */
export const PLACES_SECTION = "Chunkwright";

/** What is kept for the image of some setups. */
export interface BdvPlaces {
  readonly setups: readonly number[];
  /** The time of the first time point, and from one to the next. */
  readonly time?: { readonly unit?: string; readonly scale: number; readonly translation: number };
  /** Where each level lies, along z, y and x, in the unit of the voxel size. */
  readonly translations?: readonly (readonly number[])[];
  /** The image's own time points, if they are not all of the document's. */
  readonly timepoints?: readonly number[];
  /** As in `unstatedTerms`. */
  readonly terms?: JsonObject;
}

/** What else there is to keep of an image: see `BdvPlaces`. */
type Others = Pick<BdvPlaces, "timepoints" | "terms">;

/**
 * `undefined` if BigDataViewer can express all of it. The image has the axes t, c, z, y, x; `voxelSize` is x, y, z.
 */
export function bdvPlaces(
  { axes, levels }: Image,
  setups: readonly number[],
  voxelSize: BdvVector,
  others: Others = {},
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
  if (!isTimed && !isShifted && Object.keys(others).length === 0) return undefined;
  return {
    setups,
    ...others,
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
  const document = parseLeniently(text);
  const images = isJsonObject(document) ? document.images : undefined;
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
  const { time, translations = [], terms } = placesOf(setups, places) ?? {};
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
  const placed: Image = {
    ...image,
    axes: [{ ...t!, ...(time?.unit !== undefined && { unit: time.unit }) }, ...axes],
    levels: [first!, ...coarser],
  };
  return withTerms(placed, terms);
}

/** What is kept for the image of `setups`. */
export function placesOf(
  setups: readonly number[],
  places: readonly BdvPlaces[] = [],
): BdvPlaces | undefined {
  return places.find((own) => own.setups.join() === setups.join());
}

function isPlaces(value: Json): boolean {
  if (!isJsonObject(value) || !isNumbers(value.setups)) return false;
  const { time, translations, timepoints, terms } = value;
  const isTime =
    isJsonObject(time) &&
    isNumbers([time.scale ?? null, time.translation ?? null]) &&
    (time.unit === undefined || typeof time.unit === "string");
  const areTranslations =
    Array.isArray(translations) &&
    translations.every((offsets) => isNumbers(offsets) && offsets.length === 3);
  return (
    (time === undefined || isTime) &&
    (translations === undefined || areTranslations) &&
    (timepoints === undefined || isNumbers(timepoints)) &&
    (terms === undefined || isJsonObject(terms))
  );
}

/** Tolerance for positions that have been printed and parsed. */
function isClose(a: number, b: number, size: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(size), Math.abs(a));
}
