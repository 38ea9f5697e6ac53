/**
 * Files that are numbered along the axes of an image, as a series.
 *
 * @module
 */

import { checkAxes, emptyPlaces, type FileSeries, type NumberedAxis, placeFiles } from "./file-series.ts";
import { seriesAxis } from "./series-axis.ts";

const AXES = ["t", "c", "z"] as const;

/** A file and its numbers, as they are spelled. */
export interface NumberedFile {
  readonly path: string;
  readonly numbers: { readonly [A in (typeof AXES)[number]]?: string | undefined };
}

/** The series, and what the channels are numbered. */
export interface NumberedSeries extends FileSeries {
  readonly channelNumbers: readonly number[];
}

/**
 * The files of an image. Places along t and z that are missing between others are places without a file, and so are those of
 * files that are not among `there`. Throws "invalid-data" if two files have the same numbers.
 */
export function numberedSeries(
  name: string,
  files: readonly NumberedFile[],
  there?: ReadonlySet<string>,
): NumberedSeries {
  const values = (axis: (typeof AXES)[number]) => files.flatMap(({ numbers }) => numbers[axis] ?? []);
  const all = AXES.map(
    (axis): NumberedAxis => ({ name: axis, values: seriesAxis(axis, "found", values(axis)).values }),
  );
  const axes = all.filter((axis) => axis.values.length > 1);
  checkAxes(axes);
  const places = new Map(axes.map((axis) => [axis.name, new Map(axis.values.map((v, i) => [Number(v), i]))]));
  const placed = files
    .filter(({ path }) => there?.has(path) !== false)
    .map(({ path, numbers }) => {
      const place = AXES.flatMap((axis) => {
        const at = places.get(axis)?.get(Number(numbers[axis] ?? Number.NaN));
        return at === undefined ? [] : [[axis, at] as const];
      });
      return { path, place: Object.fromEntries(place) };
    });
  const paths = placeFiles(placed);
  const channelNumbers = all.find((axis) => axis.name === "c")?.values.map(Number) ?? [];
  return { name, axes, paths, missing: emptyPlaces(axes, paths), channelNumbers };
}
