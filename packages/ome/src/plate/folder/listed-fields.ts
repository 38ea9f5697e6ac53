/**
 * The planes of a plate's index by field, and the place of each in its image.
 *
 * @module
 */

import { STACK_AXES } from "../../axis-names.ts";
import { placeKey } from "../../tiff/series/file-series.ts";
import type { WellPlace } from "../plate.ts";
import type { ListedPlane } from "./plate-listing.ts";

/** A field of view and its planes. */
export interface ListedField extends WellPlace {
  /** As the index numbers it. */
  readonly field: number;
  /** Those whose files are there, by `placeKey`; the first place first. */
  readonly planes: ReadonlyMap<string, ListedPlane>;
  /** Files that are not there, each once. */
  readonly missing: ReadonlySet<string>;
  /** Planes whose place another plane has. */
  readonly repeated: number;
}

/** The numbers along the axes that have several, in order. */
export type Places = ReadonlyMap<(typeof STACK_AXES)[number], readonly number[]>;

/** The numbers that any of the planes has. */
export function placesOf(planes: readonly ListedPlane[]): Places {
  const axes = STACK_AXES.map(
    (axis) => [axis, [...new Set(planes.map((plane) => plane[axis]))].sort((a, b) => a - b)] as const,
  );
  return new Map(axes.filter(([, numbers]) => numbers.length > 1));
}

/** All fields by row, column and number. `there` has the files that exist; absent: all do. */
export function listedFields(
  planes: readonly ListedPlane[],
  places: Places,
  there: ReadonlySet<string> | undefined,
): readonly ListedField[] {
  const indices = new Map(
    [...places].map(([axis, numbers]) => [axis, new Map(numbers.map((n, i) => [n, i]))]),
  );
  const placeOf = (plane: ListedPlane) =>
    placeKey(Object.fromEntries([...indices].map(([axis, index]) => [axis, index.get(plane[axis])!])));
  const ordered = planes.toSorted(
    (a, b) =>
      a.row - b.row || a.column - b.column || a.field - b.field || a.t - b.t || a.c - b.c || a.z - b.z,
  );
  const fields: (ListedField & {
    planes: Map<string, ListedPlane>;
    missing: Set<string>;
    repeated: number;
  })[] = [];
  for (const plane of ordered) {
    const { row, column, field, path } = plane;
    let own = fields.at(-1);
    if (own?.row !== row || own.column !== column || own.field !== field) {
      own = { row, column, field, planes: new Map(), missing: new Set(), repeated: 0 };
      fields.push(own);
    }
    const key = placeOf(plane);
    if (path === "") continue;
    if (there && !there.has(path)) own.missing.add(path);
    else if (own.planes.has(key)) own.repeated += 1;
    else own.planes.set(key, plane);
  }
  return fields;
}
