/**
 * Which boxes of a source are which boxes of a virtual dataset, within a region of it. Both selections list as many
 * elements in C order; axes along which only one is selected do not count.
 *
 * @module
 */

import type { Region, Shape } from "@chunkwright/core";
import { unsupportedHdf5 } from "./hdf5-error.ts";
import type { AxisSelection, Selection } from "./selection.ts";

/** A selection with every number known. */
export interface ResolvedAxis {
  readonly start: number;
  readonly stride: number;
  readonly count: number;
  readonly block: number;
}

/** A run of elements along an axis of both, contiguous in both. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

export interface MappedRegion {
  /** The part of the source that holds all that is wanted. */
  readonly source: Region;
  /** `source.shape` in the axes of the virtual dataset. */
  readonly sourceShape: Shape;
  /** Boxes: where in `source` and where in the virtual dataset they begin, in the axes of the latter. */
  readonly boxes: readonly { readonly from: Shape; readonly to: Shape; readonly shape: Shape }[];
}

/** The selection along each axis of a dataspace of `shape`; axes that it does not know are selected whole. */
export function resolveSelection(selection: Selection, shape: Shape): readonly ResolvedAxis[] {
  return shape.map((extent, axis) => {
    if (selection.kind === "none") return { start: 0, stride: 1, count: 0, block: 0 };
    const found = selection.kind === "hyperslab" ? selection.axes[axis] : undefined;
    return resolveAxis(found ?? { start: 0, stride: 1, count: 1, block: undefined }, extent);
  });
}

function resolveAxis({ start, stride, count, block }: AxisSelection, extent: number): ResolvedAxis {
  const length = block ?? Math.max(0, extent - start);
  const step = Math.max(1, stride);
  const blocks = count ?? Math.max(0, Math.ceil((extent - start) / step));
  if (blocks > 1 && step > length) return { start, stride: step, count: blocks, block: length };
  return { start, stride: blocks * length, count: Math.min(blocks, 1), block: blocks * length };
}

/** `undefined` if nothing of `region` is mapped. Throws "unsupported" if the selections have unlike shapes. */
export function mapRegion(
  source: readonly ResolvedAxis[],
  target: readonly ResolvedAxis[],
  region: Region,
): MappedRegion | undefined {
  const pairs = pairAxes(source, target);
  const runs = target.map((axis, n): readonly Run[] => {
    const pair = pairs.get(n);
    const partner = pair === undefined ? { start: 0, stride: 1, count: 1, block: 1 } : source[pair]!;
    return runsOf(partner, axis, region.start[n]!, region.start[n]! + region.shape[n]!);
  });
  if (runs.some((list) => list.length === 0)) return undefined;
  const bounds = runs.map((list) => {
    const start = Math.min(...list.map(({ from }) => from));
    return { start, length: Math.max(...list.map(({ from, length }) => from + length)) - start };
  });
  const start = source.map((axis) => axis.start);
  const shape = source.map(() => 1);
  for (const [targetAxis, sourceAxis] of pairs) {
    start[sourceAxis] = bounds[targetAxis]!.start;
    shape[sourceAxis] = bounds[targetAxis]!.length;
  }
  const boxes = product(runs).map((list) => ({
    from: list.map(({ from }, axis) => from - bounds[axis]!.start),
    to: list.map(({ to }) => to),
    shape: list.map(({ length }) => length),
  }));
  return { source: { start, shape }, sourceShape: bounds.map(({ length }) => length), boxes };
}

/** The axis of the source for each of the virtual dataset's that has one. */
function pairAxes(
  source: readonly ResolvedAxis[],
  target: readonly ResolvedAxis[],
): ReadonlyMap<number, number> {
  const sourceAxes = longAxes(source);
  const targetAxes = longAxes(target);
  const areAlike =
    sourceAxes.length === targetAxes.length &&
    sourceAxes.every((axis, n) => lengthOf(source[axis]!) === lengthOf(target[targetAxes[n]!]!));
  // Where a source has not the shape that it was mapped with, its axes are paired as they come.
  if (!areAlike && source.length === target.length) return new Map(target.map((_, axis) => [axis, axis]));
  if (sourceAxes.length === targetAxes.length)
    return new Map(targetAxes.map((axis, n) => [axis, sourceAxes[n]!]));
  throw unsupportedHdf5(
    `Cannot map [${source.map(lengthOf)}] elements onto [${target.map(lengthOf)}]: the shapes differ`,
    "virtual mappings between unlike shapes",
  );
}

function longAxes(axes: readonly ResolvedAxis[]): readonly number[] {
  return axes.flatMap((axis, n) => (lengthOf(axis) === 1 ? [] : [n]));
}

/** Elements selected along an axis. */
export function lengthOf({ count, block }: ResolvedAxis): number {
  return count * block;
}

function runsOf(source: ResolvedAxis, target: ResolvedAxis, first: number, end: number): readonly Run[] {
  const total = Math.min(lengthOf(source), lengthOf(target));
  const runs: Run[] = [];
  const skipped = Math.max(0, Math.floor((first - target.start) / Math.max(1, target.stride)));
  for (let n = skipped * target.block; n < total; ) {
    const to = placeOf(target, n);
    if (to >= end) break;
    const length = Math.min(
      target.block - (n % target.block),
      source.block - (n % source.block),
      total - n,
      end - to,
    );
    const before = Math.min(length, Math.max(0, first - to));
    if (before < length)
      runs.push({ from: placeOf(source, n) + before, to: to + before, length: length - before });
    n += length;
  }
  return runs;
}

/** Where element `n` of a selection is. */
function placeOf({ start, stride, block }: ResolvedAxis, n: number): number {
  return start + Math.floor(n / block) * stride + (n % block);
}

function product(lists: readonly (readonly Run[])[]): readonly (readonly Run[])[] {
  return lists.reduce<readonly (readonly Run[])[]>(
    (combined, list) => combined.flatMap((prefix) => list.map((run) => [...prefix, run])),
    [[]],
  );
}
