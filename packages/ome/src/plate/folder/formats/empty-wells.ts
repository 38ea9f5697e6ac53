/**
 * Wells that were to be imaged, and of which there is no file.
 *
 * @module
 */

import type { PlateWell } from "../../plate.ts";
import type { ListedPlane } from "../plate-listing.ts";

/** A plane without a file for each of the wells that has no plane. */
export function emptyWells(
  wells: readonly Pick<PlateWell, "row" | "column">[],
  planes: readonly ListedPlane[],
): readonly ListedPlane[] {
  const [first] = planes;
  const filled = new Set(planes.map(({ row, column }) => `${row}/${column}`));
  return wells.flatMap(({ row, column }) =>
    first && !filled.has(`${row}/${column}`) ? [{ ...first, row, column, field: 1, path: "" }] : [],
  );
}
