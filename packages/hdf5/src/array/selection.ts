/**
 * Selections of a dataspace, as mappings of virtual datasets and references to regions store them. HDF5 File Format Specification 4.0 §VIII.A,
 * "Dataspace Selection".
 *
 * @module
 */

import type { Region, Shape } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";

/** Blocks of `block` elements along an axis, `stride` apart; as many as there is room for if `count` is undefined. */
export interface AxisSelection {
  readonly start: number;
  readonly stride: number;
  readonly count: number | undefined;
  /** `undefined`: to the end of the axis. */
  readonly block: number | undefined;
}

/** A part of a dataset, as region references and virtual datasets name it. */
export type Selection =
  | AxisSelections
  /** Blocks that share no element: what they hold in the dataspace's own order. */
  | { readonly kind: "blocks"; readonly blocks: readonly Region[] }
  /** Single elements, in the order in which they were chosen. */
  | { readonly kind: "points"; readonly points: readonly Shape[] };

/** Selections that are described axis by axis. */
export type AxisSelections =
  | { readonly kind: "none" }
  | { readonly kind: "all" }
  /** Every combination of what is selected along each axis. */
  | { readonly kind: "hyperslab"; readonly axes: readonly AxisSelection[] };

export function isAxisAligned(selection: Selection): selection is AxisSelections {
  return selection.kind !== "blocks" && selection.kind !== "points";
}

/** The axis along which a selection has no end. */
export function unlimitedAxis(selection: Selection): number | undefined {
  if (selection.kind !== "hyperslab") return undefined;
  const axis = selection.axes.findIndex(({ count, block }) => count === undefined || block === undefined);
  return axis === -1 ? undefined : axis;
}

export const NONE = 0;
export const POINTS = 1;
export const HYPERSLAB = 2;
export const ALL = 3;
const IS_REGULAR = 1;
const MAX_RANK = 32;

/**
 *    0  4  selection type
 *    4  4  version
 *          none and all: 8 reserved
 *          points, version 1: 4 reserved, 4 length, 4 rank, 4 number of points, their coordinates, 4 each
 *          points, version 2: 1 width, 4 rank; number and coordinates as version 1, of that width
 *          hyperslab, version 1: 4 reserved, 4 length, 4 rank, 4 number of blocks; of each the first and last
 *            element along each axis, 4 each
 *          hyperslab, version 2: 1 flags, 4 length, 4 rank; start, stride, count and block along each axis, 8 each
 *          hyperslab, version 3: 1 flags, 1 width, 4 rank; if regular as version 2, else as version 1, of that width
 */
export function parseSelection(fields: FieldReader): Selection {
  const type = fields.u32();
  const version = fields.u32();
  switch (type) {
    case NONE:
    case ALL:
      fields.skip(8);
      return { kind: type === NONE ? "none" : "all" };
    case HYPERSLAB:
      return parseHyperslab(fields, version);
    case POINTS:
      return parsePoints(fields, version);
    default:
      throw invalidHdf5(`Cannot read ${fields.what}: its selection has type ${type}`, { section: "§VIII.A" });
  }
}

function parsePoints(fields: FieldReader, version: number): Selection {
  if (version < 1 || version > 2) throw unknownVersion(fields, "selection of points", version);
  if (version === 1) fields.skip(8);
  const width = version === 1 ? 4 : fields.u8();
  const rank = parseRank(fields);
  const count = parseCount(fields, width, rank * width);
  const points = Array.from({ length: count }, () => coordinates(fields, rank, width));
  return { kind: "points", points };
}

function parseHyperslab(fields: FieldReader, version: number): Selection {
  if (version < 1 || version > 3) throw unknownVersion(fields, "hyperslab", version);
  let isRegular = false;
  let width = 4;
  if (version === 1) {
    fields.skip(8);
  } else {
    isRegular = (fields.u8() & IS_REGULAR) !== 0;
    width = version === 2 ? 8 : fields.u8();
    if (version === 2) fields.skip(4);
  }
  const rank = parseRank(fields);
  if (isRegular) {
    const axes = Array.from({ length: rank }, () => ({
      start: fields.uint(width),
      stride: fields.uint(width),
      count: fields.uintOrUndefined(width),
      block: fields.uintOrUndefined(width),
    }));
    return { kind: "hyperslab", axes };
  }
  const count = parseCount(fields, width, rank * 2 * width);
  const blocks = Array.from({ length: count }, (): Region => {
    const start = coordinates(fields, rank, width);
    const last = coordinates(fields, rank, width);
    const shape = last.map((end, axis) => end - start[axis]! + 1);
    if (shape.every((length) => length > 0)) return { start, shape };
    throw invalidHdf5(`Cannot read ${fields.what}: it selects from [${start}] to [${last}]`, {
      section: "§VIII.A",
    });
  });
  const axes = regularAxes(blocks, rank);
  return axes ? { kind: "hyperslab", axes } : { kind: "blocks", blocks };
}

function parseRank(fields: FieldReader): number {
  const rank = fields.u32();
  if (rank > 0 && rank <= MAX_RANK) return rank;
  throw invalidHdf5(`Cannot read ${fields.what}: its selection has ${rank} axes`, { section: "§VIII.A" });
}

/** How many entries of `entryBytes` follow. */
function parseCount(fields: FieldReader, width: number, entryBytes: number): number {
  const count = fields.uint(width);
  if (count > 0 && count * entryBytes <= fields.remaining) return count;
  throw invalidHdf5(`Cannot read ${fields.what}: its selection cannot hold ${count} entries`, {
    section: "§VIII.A",
  });
}

function coordinates(fields: FieldReader, rank: number, width: number): Shape {
  return Array.from({ length: rank }, () => fields.uint(width));
}

/** What blocks select along each axis, if they are the combinations of blocks as far apart along each. */
function regularAxes(blocks: readonly Region[], rank: number): readonly AxisSelection[] | undefined {
  const axes = Array.from({ length: rank }, (_, axis): AxisSelection | undefined => {
    const lengths = new Map(blocks.map(({ start, shape }) => [start[axis]!, shape[axis]!]));
    const starts = [...lengths.keys()].sort((a, b) => a - b);
    const start = starts[0]!;
    const length = lengths.get(start)!;
    const stride = starts.length > 1 ? starts[1]! - start : 1;
    const isRegular =
      starts.every((one, n) => one === start + n * stride) &&
      blocks.every(({ shape }) => shape[axis] === length);
    return isRegular ? { start, stride, count: starts.length, block: length } : undefined;
  });
  if (!axes.every((axis) => axis !== undefined)) return undefined;
  const combinations = axes.reduce((product, { count = 1 }) => product * count, 1);
  return combinations === blocks.length ? axes : undefined;
}

function unknownVersion(fields: FieldReader, what: string, version: number): Error {
  return unsupportedHdf5(
    `Cannot read ${fields.what}: its ${what} has version ${version}`,
    `${what}, version ${version}`,
  );
}
