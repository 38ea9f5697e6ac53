/**
 * Which boxes of a source are which boxes of a virtual dataset, within a region of it.
 *
 * A mapping selects as many elements of the source as of the virtual dataset, and pairs them in C order. Where both
 * selections are blocks along each axis, that comes to pairing the axes: those along which more than one element is selected,
 * in their order. Axes with one selected element may be in one of the two and not in the other, as where planes become a
 * stack.
 *
 * @module
 */

import { combinations, type Region, type Shape } from "@chunkwright/core";
import type { AxisSelection, AxisSelections, Selection } from "./selection.ts";

/** What is selected along an axis: `count` blocks of `block` elements, `stride` apart, the first at `start`. */
export interface ResolvedAxis {
  readonly start: number;
  readonly stride: number;
  readonly count: number;
  readonly block: number;
}

/** Elements that follow each other along an axis of the source, and along the paired one of the virtual dataset. */
interface Run {
  /** Place of the first in the source. */
  readonly from: number;
  /** Place of the first in the virtual dataset. */
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
  // Blocks that touch are one.
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

/**
 * What to read for `region` of the virtual dataset, and where it goes; `undefined` if nothing of it is mapped. A source may
 * have shrunk: what is selected beyond `sourceShape` is not there.
 */
export function mapRegion(
  source: readonly ResolvedAxis[],
  sourceShape: Shape,
  target: readonly ResolvedAxis[],
  pairs: AxisPairs,
  region: Region,
): MappedRegion | undefined {
  const paired = new Set(pairs.values());
  const isGone = source.some(({ start }, axis) => !paired.has(axis) && start >= sourceShape[axis]!);
  if (isGone) return undefined;
  const runs = target.map((axis, n): readonly Run[] => {
    const pair = pairs.get(n);
    const partner = pair === undefined ? SINGLE : source[pair]!;
    const extent = pair === undefined ? 1 : sourceShape[pair]!;
    return runsOf(partner, extent, axis, region.start[n]!, region.start[n]! + region.shape[n]!);
  });
  if (runs.some((list) => list.length === 0)) return undefined;
  const bounds = runs.map((list) => {
    // Places only grow along a list, so that its ends bound it.
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

/** Stands for the source's part of an axis that the source does not have. */
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

/** The runs along an axis between places `first` and `end` of the virtual dataset, where the source has `extent` elements. */
function runsOf(
  source: ResolvedAxis,
  extent: number,
  target: ResolvedAxis,
  first: number,
  end: number,
): readonly Run[] {
  const total = Math.min(lengthOf(source), lengthOf(target));
  const runs: Run[] = [];
  for (let n = firstSelected(target, first); n < total; ) {
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

/** Number, among those selected, of the first element at `place` or behind it. */
function firstSelected({ start, stride, block }: ResolvedAxis, place: number): number {
  const step = Math.max(1, stride);
  const blocksBefore = Math.max(0, Math.floor((place - start) / step));
  const before = Math.max(0, place - start - blocksBefore * step);
  return blocksBefore * block + Math.min(before, block);
}

/** Where element `n` of a selection is. */
function placeOf({ start, stride, block }: ResolvedAxis, n: number): number {
  return start + Math.floor(n / block) * stride + (n % block);
}
