/**
 * The plate that a listing describes: the names of its rows and columns, and its wells.
 *
 * @module
 */

import { MAX_PLATE_LENGTH, type Plate, type WellPlace } from "../plate.ts";
import { plateIndex, plateName } from "../plate-names.ts";
import { wellsOfImages } from "../wells-of-images.ts";
import type { ListedField } from "./listed-fields.ts";
import { invalidIndex, type ListedPlane, type PlateListing } from "./plate-listing.ts";

/** Names of the rows and columns of a plate. */
export type PlateNames = Pick<Plate, "rows" | "columns">;

/**
 * Names of as many rows and columns as the listing states, or as its planes need. Throws "invalid-data" for planes farther out
 * than any plate reaches.
 */
export function namesOfListing({ format, planes, selected = [], size }: PlateListing): PlateNames {
  const { rows, columns, firstRow = "A", firstColumn = "1" } = size;
  const names = (axis: "row" | "column", stated: number, first: string) => {
    const least = stated <= MAX_PLATE_LENGTH ? stated : 0;
    const most = (count: number, place: WellPlace) => Math.max(count, place[axis] + 1);
    const count = selected.reduce(most, planes.reduce(most, least));
    if (count > MAX_PLATE_LENGTH) throw invalidIndex(format, `a plane is in ${axis} ${count}`);
    const convention = /^\d/.test(first) ? "number" : "letter";
    const offset = plateIndex(first.toUpperCase(), convention) ?? 0;
    return Array.from({ length: count }, (_, i) => plateName(i + offset, convention));
  };
  return { rows: names("row", rows, firstRow), columns: names("column", columns, firstColumn) };
}

/** All planes, and one without a file for each selected well that has none. */
export function planesOfListing({ planes, selected = [] }: PlateListing): readonly ListedPlane[] {
  const [first] = planes;
  if (!first) return planes;
  const keyOf = ({ row, column }: WellPlace) => `${row}/${column}`;
  const filled = new Set(planes.map(keyOf));
  const empty = selected.filter((place) => !filled.has(keyOf(place)));
  return [...planes, ...empty.map(({ row, column }) => ({ ...first, row, column, field: 1, path: "" }))];
}

/** The plate whose fields are the images, in their order; all were taken in one run. */
export function plateOfListing(
  { name, startTime, endTime }: PlateListing,
  names: PlateNames,
  fields: readonly ListedField[],
): Plate {
  const wells = wellsOfImages(fields.map(({ row, column }) => ({ row, column, acquisition: RUN })));
  const run = {
    id: RUN,
    ...(startTime !== undefined && { startTime }),
    ...(endTime !== undefined && { endTime }),
    maximumFieldCount: wells.reduce((most, well) => Math.max(most, well.fields.length), 0),
  };
  return { ...(name && { name }), ...names, wells, acquisitions: [run] };
}

/** The identifier of the run. */
const RUN = 0;
