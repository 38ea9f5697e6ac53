/**
 * The wells of a plate, from the places of its images.
 *
 * @module
 */

import { groupBy } from "../group-by.ts";
import type { PlateField, PlateWell, WellPlace } from "./plate.ts";

/** Row and column of an image, from 0, and the run in which it was taken. */
export interface ImagePlace extends WellPlace, Pick<PlateField, "acquisition"> {}

/** Wells in the order of their first image; a place for each image. */
export function wellsOfImages(places: readonly ImagePlace[]): readonly PlateWell[] {
  const numbered = places.map((place, image) => ({ image, ...place }));
  const wells = groupBy(numbered, ({ row, column }) => `${row}/${column}`);
  return [...wells.values()].map((images) => {
    const { row, column } = images[0]!;
    return { row, column, fields: images.map(({ row: _, column: __, ...field }): PlateField => field) };
  });
}
