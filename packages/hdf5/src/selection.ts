/**
 * Selections of a dataspace, as mappings of virtual datasets store them. HDF5 File Format Specification 4.0 §VIII.A,
 * "Dataspace Selection".
 *
 * @module
 */

import type { FieldReader } from "./field-reader.ts";
import { invalidHdf5, unsupportedHdf5 } from "./hdf5-error.ts";

/** Blocks of `block` elements along an axis, `stride` apart; as many as there is room for if `count` is undefined. */
export interface AxisSelection {
  readonly start: number;
  readonly stride: number;
  readonly count: number | undefined;
  /** `undefined`: to the end of the axis. */
  readonly block: number | undefined;
}

export type Selection =
  | { readonly kind: "none" }
  | { readonly kind: "all" }
  /** Every combination of what is selected along each axis. */
  | { readonly kind: "hyperslab"; readonly axes: readonly AxisSelection[] };

/** The axis along which a selection has no end. */
export function unlimitedAxis(selection: Selection): number | undefined {
  if (selection.kind !== "hyperslab") return undefined;
  const axis = selection.axes.findIndex(({ count, block }) => count === undefined || block === undefined);
  return axis === -1 ? undefined : axis;
}

const NONE = 0;
const POINTS = 1;
const HYPERSLAB = 2;
const ALL = 3;
const IS_REGULAR = 1;
const MAX_RANK = 32;

/**
 *    0  4  selection type
 *    4  4  version
 *          none and all: 8 reserved
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
      throw unsupportedHdf5(`Cannot read ${fields.what}: it selects single points`, "selection of points");
    default:
      throw invalidHdf5(`Cannot read ${fields.what}: its selection has type ${type}`, { section: "§VIII.A" });
  }
}

function parseHyperslab(fields: FieldReader, version: number): Selection {
  if (version < 1 || version > 3) {
    throw unsupportedHdf5(
      `Cannot read ${fields.what}: its hyperslab has version ${version}`,
      "hyperslab version",
    );
  }
  let isRegular = false;
  let width = 4;
  if (version === 1) {
    fields.skip(8);
  } else {
    isRegular = (fields.u8() & IS_REGULAR) !== 0;
    width = version === 2 ? 8 : fields.u8();
    if (version === 2) fields.skip(4);
  }
  const rank = fields.u32();
  if (rank === 0 || rank > MAX_RANK)
    throw invalidHdf5(`Cannot read ${fields.what}: its selection has ${rank} axes`);
  if (isRegular) {
    const axes = Array.from({ length: rank }, () => ({
      start: fields.uint(width),
      stride: fields.uint(width),
      count: fields.uintOrUndefined(width),
      block: fields.uintOrUndefined(width),
    }));
    return { kind: "hyperslab", axes };
  }
  return { kind: "hyperslab", axes: regularAxes(fields, rank, width) };
}

interface Interval {
  readonly start: number;
  readonly length: number;
}

/** Blocks as version 1 lists them, if they are the combinations of blocks as far apart along each axis. */
function regularAxes(fields: FieldReader, rank: number, width: number): readonly AxisSelection[] {
  const count = fields.uint(width);
  if (count === 0 || count * rank * 2 * width > fields.remaining) {
    throw invalidHdf5(`Cannot read ${fields.what}: it cannot hold ${count} blocks`, {
      section: "§VIII.A",
    });
  }
  const intervals = Array.from({ length: rank }, () => new Map<number, Interval>());
  for (let n = 0; n < count; n += 1) {
    const first = Array.from({ length: rank }, () => fields.uint(width));
    for (const [axis, start] of first.entries()) {
      const length = fields.uint(width) - start + 1;
      const known = intervals[axis]!.get(start);
      if (known && known.length !== length) throw irregular(fields, count);
      intervals[axis]!.set(start, { start, length });
    }
  }
  if (intervals.reduce((product, { size }) => product * size, 1) !== count) throw irregular(fields, count);
  return intervals.map((byStart) => {
    const sorted = [...byStart.values()].sort((a, b) => a.start - b.start);
    const { start, length } = sorted[0]!;
    const stride = sorted.length > 1 ? sorted[1]!.start - start : 1;
    const isRegular = sorted.every((one, n) => one.length === length && one.start === start + n * stride);
    if (!isRegular) throw irregular(fields, count);
    return { start, stride, count: sorted.length, block: length };
  });
}

function irregular(fields: FieldReader, count: number): Error {
  return unsupportedHdf5(
    `Cannot read ${fields.what}: it selects ${count} unrelated blocks`,
    "irregular hyperslab",
  );
}
