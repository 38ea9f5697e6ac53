/**
 * Files that make one image together, and the place of each.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { Channel } from "../../image-model.ts";
import type { AxisSizes } from "../assemble-image.ts";
import { AXIS_NAMES, type AxisName, checkPlaneCounts } from "../page-stack.ts";

/** Position of a file along the axes of a series; 0 along all others. */
export type FilePlace = { readonly [A in AxisName]?: number };

export interface FileSeries {
  /** Name of the image; "" if it has none. */
  readonly name: string;
  /** A file has one of the values along each of these axes; other axes are within files, if at all. */
  readonly axes: readonly NumberedAxis[];
  /** Path of the file at each place, by `placeKey`; the first place first. */
  readonly paths: ReadonlyMap<string, string>;
  /** Files that should be there. Other places without a file were never recorded. */
  readonly missing?: MissingFiles | undefined;
  /** The channel of each value along c, if something other than the first file states them. */
  readonly channels?: readonly Channel[];
  /** Sizes of pixels, if something other than the first file states them. */
  readonly sizes?: AxisSizes;
}

export interface NumberedAxis {
  readonly name: AxisName;
  readonly values: readonly string[];
}

export interface PlacedFile {
  readonly path: string;
  readonly place: FilePlace;
}

export interface MissingFiles {
  readonly count: number;
  /** Some of them, as people name them. */
  readonly examples: readonly string[];
}

/** How many missing files are named. */
export const MAX_EXAMPLES = 3;

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

/** Throws "invalid-data" for more places than any instrument fills. */
export function checkAxes(axes: readonly NumberedAxis[]): void {
  const along = (name: AxisName) => axes.find((axis) => axis.name === name)?.values.length ?? 1;
  checkPlaneCounts({ t: along("t") * along("y") * along("x"), c: along("c"), z: along("z") }, 1, "tiff");
}

/** The places that have no path; `undefined` if there is none. */
export function emptyPlaces(
  axes: readonly NumberedAxis[],
  paths: ReadonlyMap<string, string>,
): MissingFiles | undefined {
  const count = axes.reduce((product, { values }) => product * values.length, 1) - paths.size;
  if (count === 0) return undefined;
  const examples: string[] = [];
  for (let number = 0; examples.length < Math.min(count, MAX_EXAMPLES); number += 1) {
    const place = placeOf(number, axes);
    if (paths.has(placeKey(place))) continue;
    examples.push(axes.map(({ name, values }) => `${name}=${values[place[name] ?? 0]}`).join(" "));
  }
  return { count, examples };
}

/** The place of a number, counted along the last axis first. */
function placeOf(number: number, axes: readonly NumberedAxis[]): FilePlace {
  let rest = number;
  const place = axes.toReversed().map(({ name, values }) => {
    const at = rest % values.length;
    rest = (rest - at) / values.length;
    return [name, at] as const;
  });
  return Object.fromEntries(place);
}
