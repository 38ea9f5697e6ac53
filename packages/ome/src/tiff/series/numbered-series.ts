/**
 * Series of files for which a program has noted a time, a channel and a slice each: in its documents, or in the names of the files.
 *
 * @module
 */

import { STACK_AXES } from "../../axis-names.ts";
import { distinctValues, withGaps } from "./axis-values.ts";
import { checkAxes, emptyPlaces, type FileSeries, type NumberedAxis, placeFiles } from "./file-series.ts";

/** A file and its numbers, as they are spelled. */
export interface NumberedFile {
  readonly path: string;
  readonly numbers: { readonly [A in (typeof STACK_AXES)[number]]?: string | undefined };
}

/** The series, and the numbers that its channels have in it. */
export interface NumberedSeries extends FileSeries {
  readonly channelNumbers: readonly number[];
}

/**
 * The files of an image, of which only those exist that are among `there`; all of them if it is absent. A place without a file is
 * missing, and so are times and slices whose numbers are missing between others. Throws "invalid-data" if two files have
 * the same numbers.
 */
export function numberedSeries(
  name: string,
  files: readonly NumberedFile[],
  there?: ReadonlySet<string>,
): NumberedSeries {
  const all = STACK_AXES.map((axis): NumberedAxis => {
    const values = distinctValues(files.flatMap(({ numbers }) => numbers[axis] ?? []));
    return { name: axis, values: axis === "c" ? values : withGaps(axis, values) };
  });
  const axes = all.filter(({ values }) => values.length > 1);
  checkAxes(axes);
  const positions = new Map(axes.map((axis) => [axis.name, positionsOf(axis)]));
  const placeOf = ({ numbers }: NumberedFile) =>
    Object.fromEntries(
      STACK_AXES.map((axis) => [axis, positions.get(axis)?.get(Number(numbers[axis] ?? Number.NaN)) ?? 0]),
    );
  const existing = files.filter(({ path }) => there?.has(path) !== false);
  const paths = placeFiles(existing.map((file) => ({ path: file.path, place: placeOf(file) })));
  const channelNumbers = all.find((axis) => axis.name === "c")?.values.map(Number) ?? [];
  return { name, axes, paths, missing: emptyPlaces(axes, paths), channelNumbers };
}

/** Where each number of an axis lies along it. */
function positionsOf({ values }: NumberedAxis): ReadonlyMap<number, number> {
  return new Map(values.map((value, position) => [Number(value), position]));
}
