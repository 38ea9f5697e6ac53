/**
 * Copying contiguous rows to where they lie apart.
 *
 * @module
 */

import type { Units } from "./element-units.ts";

export type TypedUnits = Exclude<Units, unknown[]>;

/** Rows are copied through this memory, in which a view of each row is kept. */
const MEMORY = new ArrayBuffer(2 ** 16);
const SCRATCH: readonly TypedUnits[] = [
  new Uint8Array(MEMORY),
  new Uint16Array(MEMORY),
  new Uint32Array(MEMORY),
];

/** A loop copies shorter rows faster. Fewer or longer rows are copied faster through a new view of each. */
const LEAST_ROWS = 8;
const LEAST_UNITS = 16;
const MOST_BYTES = 1024;

/** Whether `copyCutRows` is the fastest way to copy `count` rows of `length` units. */
export function isWorthCutting({ BYTES_PER_ELEMENT }: TypedUnits, count: number, length: number): boolean {
  return count >= LEAST_ROWS && length >= LEAST_UNITS && length * BYTES_PER_ELEMENT <= MOST_BYTES;
}

/**
 * Copies rows of `length` units, contiguous in `from`, to `to`, the first at `toOffset`, `toStep` units apart. Creating a
 * view for `set` takes longer than copying a row of 128 bytes. So the views are kept, and each row is copied twice, which
 * takes half the time of a loop (`bench read`).
 */
export function copyCutRows(
  from: TypedUnits,
  length: number,
  to: TypedUnits,
  toOffset: number,
  toStep: number,
): void {
  const scratch = SCRATCH.find(({ BYTES_PER_ELEMENT }) => BYTES_PER_ELEMENT === from.BYTES_PER_ELEMENT)!;
  const rowsAtOnce = Math.floor(scratch.length / length);
  const count = from.length / length;
  let target = toOffset;
  for (let first = 0; first < count; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, count - first);
    const views = viewsOf(scratch, length, rows);
    scratch.set(from.subarray(first * length, (first + rows) * length));
    for (let row = 0; row < rows; row += 1, target += toStep) to.set(views[row]!, target);
  }
}

/** The views that were needed last. */
let kept: { readonly scratch: TypedUnits; readonly length: number; readonly views: TypedUnits[] } | undefined;

/** At least `rows` rows of `length` units. */
function viewsOf(scratch: TypedUnits, length: number, rows: number): readonly TypedUnits[] {
  if (kept?.scratch !== scratch || kept.length !== length) kept = { scratch, length, views: [] };
  const { views } = kept;
  for (let row = views.length; row < rows; row += 1) {
    views.push(scratch.subarray(row * length, (row + 1) * length));
  }
  return views;
}
