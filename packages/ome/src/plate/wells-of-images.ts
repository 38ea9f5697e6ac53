/**
 * The wells of a plate, from the places of its images.
 *
 * @module
 */

import type { PlateField, PlateWell, WellPlace } from "./plate.ts";

/** Row and column of an image, from 0, and the run in which it was taken. */
export interface ImagePlace extends WellPlace, Pick<PlateField, "acquisition"> {}

/** Wells in the order of their first image; a place for each image. */
export function wellsOfImages(places: readonly ImagePlace[]): readonly PlateWell[] {
  const wells = new Map<string, PlateWell & { readonly fields: PlateField[] }>();
  for (const [image, { row, column, ...field }] of places.entries()) {
    const key = `${row}/${column}`;
    const well = wells.get(key) ?? { row, column, fields: [] };
    wells.set(key, well);
    well.fields.push({ image, ...field });
  }
  return [...wells.values()];
}
