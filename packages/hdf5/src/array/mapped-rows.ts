/**
 * Mappings that pairing the axes cannot express: selections of unrelated blocks, or of as many elements in another shape.
 * The elements of both are listed row by row in C order, and paired in that order.
 *
 * @module
 */

import { elementCount, indexAt, linearIndex, type Region, type Shape } from "@chunkwright/core";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";
import { type MappedRegion, type ResolvedAxis, resolveSelection } from "./mapped-boxes.ts";
import type { Selection } from "./selection.ts";

/** A dataspace and what of it is selected. */
export interface SelectedSpace {
  readonly selection: Selection;
  readonly shape: Shape;
}

/** Elements that follow each other in C order, the first by its number. */
interface Row {
  readonly start: number;
  readonly length: number;
}

/** Elements that follow each other in both, by the numbers of the first in the source and in the virtual dataset. */
export interface RowPair {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** Selections of more rows are refused: all rows of a mapping are kept while its dataset is read. */
const MAX_ROWS = 2 ** 20;
/** Rows within a box of at most so many elements are read by one read of the box, others one by one. */
const MAX_READ_ELEMENTS = 2 ** 22;

/** Rows that are mapped, those of the virtual dataset ascending. Throws "unsupported" for points. */
export function pairRows(source: SelectedSpace, target: SelectedSpace): readonly RowPair[] {
  const sourceRows = rowsOf(source);
  const targetRows = rowsOf(target);
  const pairs: RowPair[] = [];
  let [m, n, fromDone, toDone] = [0, 0, 0, 0];
  while (m < sourceRows.length && n < targetRows.length) {
    const from = sourceRows[m]!;
    const to = targetRows[n]!;
    const length = Math.min(from.length - fromDone, to.length - toDone);
    pairs.push({ from: from.start + fromDone, to: to.start + toDone, length });
    fromDone += length;
    toDone += length;
    if (fromDone === from.length) [m, fromDone] = [m + 1, 0];
    if (toDone === to.length) [n, toDone] = [n + 1, 0];
  }
  return pairs;
}

function rowsOf({ selection, shape }: SelectedSpace): readonly Row[] {
  const rows: Row[] = [];
  for (const axes of boxesOf(selection, shape)) {
    if (axes.some(({ count, block }) => count * block === 0)) continue;
    const outside = axes.findIndex(
      ({ start, stride, count, block }, axis) => start + (count - 1) * stride + block > shape[axis]!,
    );
    if (outside !== -1) {
      throw invalidHdf5(`Cannot map a selection of axis ${outside}: it ends beyond the shape [${shape}]`, {
        section: "§VIII.A",
      });
    }
    addRows(rows, axes, shape, 0, 0);
  }
  return joined(rows.sort((a, b) => a.start - b.start));
}

function boxesOf(selection: Selection, shape: Shape): readonly (readonly ResolvedAxis[])[] {
  switch (selection.kind) {
    case "points":
      throw unsupportedHdf5("Cannot map single points of a virtual dataset", "virtual mappings of points");
    case "blocks":
      return selection.blocks.map((block) =>
        shape.map((extent, axis) => {
          const length = block.shape[axis] ?? extent;
          return { start: block.start[axis] ?? 0, stride: length, count: 1, block: length };
        }),
      );
    default:
      return [resolveSelection(selection, shape)];
  }
}

/** Adds what `axes` select, from axis `axis` on, of the elements from `first` on. */
function addRows(
  rows: Row[],
  axes: readonly ResolvedAxis[],
  shape: Shape,
  axis: number,
  first: number,
): void {
  const selected = axes[axis];
  if (!selected) {
    rows.push({ start: first, length: 1 });
    return;
  }
  const { start, stride, count, block } = selected;
  const isLast = axis === axes.length - 1;
  const isWhole = axes.slice(axis + 1).every((one, n) => one.count * one.block === shape[axis + 1 + n]);
  const below = elementCount(shape.slice(axis + 1));
  for (let n = 0; n < count; n += 1) {
    const at = first + (start + n * stride) * below;
    if (isLast || isWhole) rows.push({ start: at, length: block * below });
    else for (let i = 0; i < block; i += 1) addRows(rows, axes, shape, axis + 1, at + i * below);
    if (rows.length > MAX_ROWS) {
      throw unsupportedHdf5(
        `Cannot map a selection of more than ${MAX_ROWS} rows`,
        "virtual mappings of many rows",
      );
    }
  }
}

/** Rows one behind the other as one. */
function joined(rows: readonly Row[]): readonly Row[] {
  const result: Row[] = [];
  for (const row of rows) {
    const last = result.at(-1);
    if (row.length === 0) continue;
    if (last && last.start + last.length === row.start) {
      result[result.length - 1] = { start: last.start, length: last.length + row.length };
    } else {
      result.push(row);
    }
  }
  return result;
}

/** What of `region`, a part of the virtual dataset of `targetShape`, the rows map. */
export function mapRows(
  pairs: readonly RowPair[],
  sourceShape: Shape,
  targetShape: Shape,
  region: Region,
): readonly MappedRegion[] {
  const wanted = pairs.flatMap((pair) => wantedOf(pair, sourceShape, targetShape, region));
  if (wanted.length === 0) return [];
  const together = boundsOf(wanted);
  if (elementCount(together.shape) <= MAX_READ_ELEMENTS) return [mappedOf(together, wanted, region)];
  return wanted.map((row) => mappedOf(boundsOf([row]), [row], region));
}

/** The part of the source that holds all rows. */
function boundsOf(rows: readonly WantedRow[]): Region {
  const start = [...rows[0]!.from];
  const end = [...start];
  for (const { from, length } of rows) {
    for (const [axis, place] of from.entries()) {
      start[axis] = Math.min(start[axis]!, place);
      end[axis] = Math.max(end[axis]!, place + (axis === from.length - 1 ? length : 1));
    }
  }
  return { start, shape: end.map((stop, axis) => stop - start[axis]!) };
}

/** Rows of `source` as boxes with as many axes as `region`, one element long along each axis except the last. */
function mappedOf(source: Region, rows: readonly WantedRow[], region: Region): MappedRegion {
  const alongLast = (length: number, others: number) =>
    region.shape.map((_, axis) => (axis === region.shape.length - 1 ? length : others));
  const number = (from: Shape) =>
    linearIndex(
      source.shape,
      from.map((place, axis) => place - source.start[axis]!),
    );
  return {
    source,
    sourceShape: alongLast(elementCount(source.shape), 1),
    boxes: rows.map(({ from, to, length }) => ({
      from: alongLast(number(from), 0),
      to,
      shape: alongLast(length, 1),
    })),
  };
}

/** A part of a row: its place in the source and in the wanted region. */
interface WantedRow {
  readonly from: Shape;
  readonly to: Shape;
  readonly length: number;
}

/** The parts of a pair that are in `region`, cut where a row of either array ends. */
function wantedOf(
  { from, to, length }: RowPair,
  sourceShape: Shape,
  targetShape: Shape,
  region: Region,
): readonly WantedRow[] {
  const first = linearIndex(targetShape, region.start);
  const end = 1 + linearIndex(targetShape, lastOf(region));
  const stop = Math.min(length, end - to);
  const rows: WantedRow[] = [];
  for (let n = Math.max(0, first - to); n < stop; ) {
    const target = indexAt(targetShape, to + n);
    const source = indexAt(sourceShape, from + n);
    const inRow = Math.min(stop - n, leftInRow(targetShape, target), leftInRow(sourceShape, source));
    const wanted = clippedRow({ from: source, to: target, length: inRow }, region);
    if (wanted) rows.push(wanted);
    n += inRow;
  }
  return rows;
}

/** Elements from `place` to the end of its row. */
function leftInRow(shape: Shape, place: Shape): number {
  return shape.at(-1)! - place.at(-1)!;
}

/** The part of a row that is in `region`, from whose start its place `to` counts; `undefined` if there is none. */
function clippedRow({ from, to, length }: WantedRow, { start, shape }: Region): WantedRow | undefined {
  const last = to.length - 1;
  const isBeside = to.some(
    (at, axis) => axis < last && (at < start[axis]! || at >= start[axis]! + shape[axis]!),
  );
  const before = Math.max(0, start[last]! - to[last]!);
  const taken = Math.min(length, start[last]! + shape[last]! - to[last]!) - before;
  if (isBeside || taken <= 0) return undefined;
  return {
    from: from.with(-1, from.at(-1)! + before),
    to: to.map((at, axis) => at - start[axis]! + (axis === last ? before : 0)),
    length: taken,
  };
}

function lastOf({ start, shape }: Region): Shape {
  return start.map((place, axis) => place + shape[axis]! - 1);
}
