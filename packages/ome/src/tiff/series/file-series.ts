/**
 * Files that make one image together, and the place of each. Every way of finding files, a pattern or what a program has written
 * beside them, ends in such a series.
 *
 * @module
 */

import { indexAt, StorageError } from "@chunkwright/core";
import { AXIS_NAMES, type AxisName } from "../../axis-names.ts";
import { type Examples, MAX_EXAMPLES } from "../../examples.ts";
import type { Channel } from "../../image-model.ts";
import type { AxisSizes } from "../assemble-image.ts";
import { checkPlaneCounts } from "../page-stack.ts";

export interface FileSeries {
  /** Name of the image; "" if it has none. */
  readonly name: string;
  /** A file has one of the values along each of these axes; other axes are within files, if at all. */
  readonly axes: readonly NumberedAxis[];
  /** Path of the file at each place, by `placeKey`; the first place first. */
  readonly paths: ReadonlyMap<string, string>;
  /** Files that should be there. Other places without a file were never recorded. */
  readonly missing?: Examples | undefined;
  /** The channel of each value along c, if something other than the first file states them. */
  readonly channels?: readonly Channel[];
  /** Sizes of pixels, if something other than the first file states them. */
  readonly sizes?: AxisSizes;
}

export interface NumberedAxis {
  readonly name: AxisName;
  readonly values: readonly string[];
}

/** Position of a file along the axes of a series; 0 along all others. */
export type FilePlace = { readonly [A in AxisName]?: number };

export interface PlacedFile {
  readonly path: string;
  readonly place: FilePlace;
}

export function placeKey(place: FilePlace): string {
  return AXIS_NAMES.map((axis) => place[axis] ?? 0).join();
}

/** The paths by place. Throws "invalid-data" if two files have the same place. */
export function placeFiles(files: readonly PlacedFile[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const { path, place } of files.toSorted(byPlace)) {
    const key = placeKey(place);
    const other = paths.get(key);
    if (other !== undefined) {
      throw new StorageError("invalid-data", `Cannot join files: ${other} and ${path} have the same place`, {
        format: "tiff",
      });
    }
    paths.set(key, path);
  }
  return paths;
}

function byPlace({ place: a }: PlacedFile, { place: b }: PlacedFile): number {
  const differing = AXIS_NAMES.find((axis) => a[axis] !== b[axis]);
  return differing ? (a[differing] ?? 0) - (b[differing] ?? 0) : 0;
}

/** The file whose image says what all are like. Throws "not-found" if all files are missing. */
export function firstPath({ name, paths }: FileSeries): string {
  const [path] = paths.values();
  if (path !== undefined) return path;
  throw new StorageError("not-found", `Cannot find any file of image ${JSON.stringify(name)}`, {
    path: name,
  });
}

/** Throws "invalid-data" for more places than any instrument fills. */
export function checkAxes(axes: readonly NumberedAxis[]): void {
  const along = (name: AxisName) => axes.find((axis) => axis.name === name)?.values.length ?? 1;
  checkPlaneCounts({ t: along("t") * along("y") * along("x"), c: along("c"), z: along("z") }, 1, "tiff");
}

/** The places that have no path, such as `t=3 c=DAPI`; `undefined` if all have one. */
export function emptyPlaces(
  axes: readonly NumberedAxis[],
  paths: ReadonlyMap<string, string>,
): Examples | undefined {
  const counts = axes.map(({ values }) => values.length);
  const count = counts.reduce((product, length) => product * length, 1) - paths.size;
  if (count === 0) return undefined;
  const names: string[] = [];
  for (let number = 0; names.length < Math.min(count, MAX_EXAMPLES); number += 1) {
    const index = indexAt(counts, number);
    const place = Object.fromEntries(axes.map(({ name }, i) => [name, index[i]]));
    if (!paths.has(placeKey(place))) {
      names.push(axes.map(({ name, values }, i) => `${name}=${values[index[i]!]}`).join(" "));
    }
  }
  return { count, names };
}
