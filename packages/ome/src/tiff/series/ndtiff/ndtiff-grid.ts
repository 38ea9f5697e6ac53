/**
 * The planes of an NDTiff dataset as images: which axes of the acquisition are axes of an image, and which tell images
 * apart.
 *
 * @module
 */

import { type JsonObject, StorageError } from "@chunkwright/core";
import type { AxisName } from "../../../axis-names.ts";
import { BY_NUMBERS_IN_TEXT } from "../../../by-numbers-in-text.ts";
import { checkPlaneCounts } from "../../page-stack.ts";
import { type FilePlace, placeKey } from "../file-series.ts";
import type { NdTiffAxes, NdTiffPlane } from "./ndtiff-index.ts";

type Position = number | string;

export interface NdTiffGrid {
  /** Axes of every image, in the order of the image model, with the positions along them. */
  readonly axes: readonly { readonly name: AxisName; readonly positions: readonly Position[] }[];
  readonly images: readonly NdTiffImage[];
}

export interface NdTiffImage {
  /** Its positions along all other axes: "position 3". */
  readonly name: string;
  /** Its planes, by `placeKey`. */
  readonly planes: ReadonlyMap<string, NdTiffPlane>;
}

/** Pixels by which tiles lie over each other; `undefined` for images that are no tiles. */
export interface TileOverlap {
  readonly y: number;
  readonly x: number;
}

/** Summary metadata, "GridPixelOverlapX" and "GridPixelOverlapY". */
export function tileOverlap({
  GridPixelOverlapX: x,
  GridPixelOverlapY: y,
}: JsonObject): TileOverlap | undefined {
  const isPixels = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  return isPixels(x) && isPixels(y) ? { x, y } : undefined;
}

/**
 * Arranges planes. Along time, channel and z, an image has the positions that occur: numbers in their order, names in that of the
 * index. A plane without a position lies at the first. Along row and column, if these number tiles, it has all from the first to
 * the last. All other axes, such as stage positions, tell images apart. Throws "invalid-data" if two planes have the same place.
 */
export function ndTiffGrid(planes: readonly NdTiffPlane[], areTiles: boolean): NdTiffGrid {
  const names = areTiles ? AXES : AXES.filter(([name]) => name !== "y" && name !== "x");
  const axes = names.flatMap(([name, axis]) => {
    const found = new Set(planes.flatMap(({ axes: own }) => own.get(axis) ?? []));
    if (found.size === 0) return [];
    return [{ name, axis, positions: name === "y" || name === "x" ? span(axis, found) : ordered(found) }];
  });
  checkCounts(axes);
  const ranks = axes.map(({ positions }) => new Map(positions.map((position, i) => [position, i])));
  const images = new Map<string, Map<string, NdTiffPlane>>();
  for (const plane of planes) {
    const place: FilePlace = Object.fromEntries(
      axes.map(({ name, axis }, i) => [name, ranks[i]!.get(plane.axes.get(axis) ?? NOWHERE) ?? 0]),
    );
    const image = imageName(plane.axes, axes);
    const known = images.get(image) ?? new Map<string, NdTiffPlane>();
    const other = known.get(placeKey(place));
    if (other) throw samePlace(other, plane);
    images.set(image, known.set(placeKey(place), plane));
  }
  const byName = [...images].sort(([a], [b]) => BY_NUMBERS_IN_TEXT.compare(a, b));
  return { axes, images: byName.map(([name, own]) => ({ name, planes: own })) };
}

/** The axes of images, by the names that NDTiff has for them. */
const AXES: readonly (readonly [AxisName, string])[] = [
  ["t", "time"],
  ["c", "channel"],
  ["z", "z"],
  ["y", "row"],
  ["x", "column"],
];

/** Looked up for planes without a position: no axis has it. */
const NOWHERE = Number.NaN;

/** Numbers in their order; names, if there are any, in the order in which they are found. */
function ordered(found: ReadonlySet<Position>): readonly Position[] {
  const positions = [...found];
  const numbers = positions.filter((position) => typeof position === "number");
  return numbers.length === positions.length ? numbers.sort((a, b) => a - b) : positions;
}

/** All numbers from the first to the last. Throws "invalid-data" for names, and for more numbers than a grid of tiles has. */
function span(axis: string, found: ReadonlySet<Position>): readonly Position[] {
  const numbers = [...found].map(Number);
  const [first, last] = [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
  if (Number.isNaN(first) || last - first >= MAX_TILES) {
    throw new StorageError(
      "invalid-data",
      `Cannot arrange tiles: they lie between ${axis} ${first} and ${last}`,
      {
        format: "ndtiff",
      },
    );
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const MAX_TILES = 2 ** 16;

function checkCounts(axes: NdTiffGrid["axes"]): void {
  const along = (name: AxisName) => axes.find((axis) => axis.name === name)?.positions.length ?? 1;
  checkPlaneCounts({ t: along("t") * along("y") * along("x"), c: along("c"), z: along("z") }, 1, "ndtiff");
}

/** What tells the image of a plane from others: its positions along all axes but these. */
function imageName(own: NdTiffAxes, axes: readonly { readonly axis: string }[]): string {
  const others = [...own].filter(([name]) => !axes.some(({ axis }) => axis === name));
  return others
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, position]) => (typeof position === "string" ? position : `${name} ${position}`))
    .join(" ");
}

function samePlace(a: NdTiffPlane, b: NdTiffPlane): StorageError {
  const [one, other] = [a, b].map(({ axes }) => JSON.stringify(Object.fromEntries(axes)));
  return new StorageError("invalid-data", `Cannot arrange planes: ${one} and ${other} have the same place`, {
    format: "ndtiff",
  });
}
