/**
 * Which boxes of a source are which boxes of a virtual dataset, within a region of it. Both selections list as many
 * elements in C order; axes along which only one is selected do not count.
 *
 * @module
 */

import { combinations, type Region, type Shape } from "@chunkwright/core";
import type { AxisSelection, AxisSelections, Selection } from "./selection.ts";

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

/** What to read of a source, and what of that goes where. */
export interface MappedRegion {
  /** The part of the source that holds all that is wanted. */
  readonly source: Region;
  /** `source.shape` in the axes of the virtual dataset. */
  readonly sourceShape: Shape;
  /** Boxes: where in that part and where in the wanted region they begin, in the axes of the virtual dataset. */
  readonly boxes: readonly { readonly from: Shape; readonly to: Shape; readonly shape: Shape }[];
}

/** The selection along each axis of a dataspace of `shape`; axes that it does not know are selected whole. */
export function resolveSelection(selection: AxisSelections, shape: Shape): readonly ResolvedAxis[] {
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

/** Whether anything of `region` may be selected of a dataspace of `shape`. */
export function touches(selection: Selection, shape: Shape, region: Region): boolean {
  const end = region.start.map((start, axis) => start + region.shape[axis]!);
  switch (selection.kind) {
    case "points":
      return true;
    case "blocks":
      return selection.blocks.some((block) =>
        block.start.every(
          (start, axis) => start < end[axis]! && start + block.shape[axis]! > region.start[axis]!,
        ),
      );
    default:
      return resolveSelection(selection, shape).every(({ start, stride, count, block }, axis) => {
        // The first block that ends behind where the region begins.
        const n = Math.max(0, Math.floor((region.start[axis]! - start - block) / Math.max(1, stride)) + 1);
        return n < count && block > 0 && start + n * stride < end[axis]!;
      });
  }
}

/** `undefined` if nothing of `region` is mapped. What lies beyond the source's own shape is not there. */
export function mapRegion(
  source: readonly ResolvedAxis[],
  sourceShape: Shape,
  target: readonly ResolvedAxis[],
  pairs: AxisPairs,
  region: Region,
): MappedRegion | undefined {
  const paired = new Set(pairs.values());
  if (source.some(({ start }, axis) => !paired.has(axis) && start >= sourceShape[axis]!)) return undefined;
  const runs = target.map((axis, n): readonly Run[] => {
    const pair = pairs.get(n);
    const partner = pair === undefined ? SINGLE : source[pair]!;
    const extent = pair === undefined ? 1 : sourceShape[pair]!;
    return runsOf(partner, extent, axis, region.start[n]!, region.start[n]! + region.shape[n]!);
  });
  if (runs.some((list) => list.length === 0)) return undefined;
  const bounds = runs.map((list) => {
    // Both selections run upwards.
    const start = list[0]!.from;
    const last = list.at(-1)!;
    return { start, length: last.from + last.length - start };
  });
  const start = source.map((axis) => axis.start);
  const shape = source.map(() => 1);
  for (const [targetAxis, sourceAxis] of pairs) {
    start[sourceAxis] = bounds[targetAxis]!.start;
    shape[sourceAxis] = bounds[targetAxis]!.length;
  }
  const boxes = combinations(runs).map((list) => ({
    from: list.map(({ from }, axis) => from - bounds[axis]!.start),
    to: list.map(({ to }, axis) => to - region.start[axis]!),
    shape: list.map(({ length }) => length),
  }));
  return { source: { start, shape }, sourceShape: bounds.map(({ length }) => length), boxes };
}

const SINGLE: ResolvedAxis = { start: 0, stride: 1, count: 1, block: 1 };

/** The axis of the source for each of the virtual dataset's that has one. */
export type AxisPairs = ReadonlyMap<number, number>;

/** `undefined` where the selections list as many elements, but in other shapes. */
export function pairAxes(
  source: readonly ResolvedAxis[],
  target: readonly ResolvedAxis[],
): AxisPairs | undefined {
  const sourceAxes = longAxes(source);
  const targetAxes = longAxes(target);
  const isSameShape =
    sourceAxes.length === targetAxes.length &&
    sourceAxes.every((axis, n) => lengthOf(source[axis]!) === lengthOf(target[targetAxes[n]!]!));
  if (isSameShape) return new Map(targetAxes.map((axis, n) => [axis, sourceAxes[n]!]));
  // If a source no longer has the shape that it was mapped with, its axes are paired in their order.
  const isChanged = source.length === target.length && selectedCount(source) !== selectedCount(target);
  return isChanged ? new Map(target.map((_, axis) => [axis, axis])) : undefined;
}

function longAxes(axes: readonly ResolvedAxis[]): readonly number[] {
  return axes.flatMap((axis, n) => (lengthOf(axis) === 1 ? [] : [n]));
}

/** Elements selected along an axis. */
export function lengthOf({ count, block }: ResolvedAxis): number {
  return count * block;
}

function selectedCount(axes: readonly ResolvedAxis[]): number {
  return axes.reduce((product, axis) => product * lengthOf(axis), 1);
}

function runsOf(
  source: ResolvedAxis,
  extent: number,
  target: ResolvedAxis,
  first: number,
  end: number,
): readonly Run[] {
  const total = Math.min(lengthOf(source), lengthOf(target));
  const runs: Run[] = [];
  const step = Math.max(1, target.stride);
  const skipped = Math.max(0, Math.floor((first - target.start) / step));
  const inBlock = Math.min(Math.max(0, first - target.start - skipped * step), target.block);
  for (let n = skipped * target.block + inBlock; n < total; ) {
    const to = placeOf(target, n);
    const from = placeOf(source, n);
    if (to >= end || from >= extent) break;
    const length = Math.min(
      target.block - (n % target.block),
      source.block - (n % source.block),
      total - n,
      end - to,
      extent - from,
    );
    runs.push({ from, to, length });
    n += length;
  }
  return runs;
}

/** Where element `n` of a selection is. */
function placeOf({ start, stride, block }: ResolvedAxis, n: number): number {
  return start + Math.floor(n / block) * stride + (n % block);
}
