/**
 * Copying a box of elements between two C-order arrays.
 *
 * @module
 */

import type { Chunk, Shape } from "../types.ts";
import { copyCutRows, isWorthCutting } from "./cut-rows.ts";
import { strides, type Units, unitsOf, unitsPerElement } from "./element-units.ts";

/** One end of a copy: the array's shape and the first element of the box in it. */
export interface CopyEnd {
  readonly chunk: Chunk;
  readonly start: readonly number[];
}

/** Copies a box of `shape` elements. Both ends have the same data type and contain the box (`RangeError`). */
export function copyRegion(from: CopyEnd, to: CopyEnd, shape: Shape): void {
  if (from.chunk.dataType !== to.chunk.dataType) {
    throw new TypeError(`Cannot copy ${from.chunk.dataType} elements into ${to.chunk.dataType}`);
  }
  if (shape.includes(0)) return;
  const units = unitsPerElement(from.chunk.dataType);
  const copy = widened({
    from: { data: unitsOf(from.chunk), shape: from.chunk.shape, start: from.start },
    to: { data: unitsOf(to.chunk), shape: to.chunk.shape, start: to.start },
    shape,
  });
  copyBox(copy, units);
}

interface Box {
  readonly data: Units;
  readonly shape: Shape;
  readonly start: readonly number[];
}

interface Copy {
  readonly from: Box;
  readonly to: Box;
  readonly shape: Shape;
}

/** The same copy in words of four bytes, if rows of smaller elements divide into them: twice as fast (`bench read`). */
function widened(copy: Copy): Copy {
  const { from, to, shape } = copy;
  const last = shape.length - 1;
  if (Array.isArray(from.data) || Array.isArray(to.data) || last < 0) return copy;
  const perWord = 4 / from.data.BYTES_PER_ELEMENT;
  const lengths = [from.shape[last]!, to.shape[last]!, from.start[last]!, to.start[last]!, shape[last]!];
  const isAligned = from.data.byteOffset % 4 === 0 && to.data.byteOffset % 4 === 0;
  if (perWord === 1 || !isAligned || lengths.some((length) => length % perWord !== 0)) return copy;
  const inWords = (lengths: readonly number[]) => lengths.with(last, lengths[last]! / perWord);
  const widen = ({ shape, start }: Box, { buffer, byteOffset, byteLength }: ArrayBufferView): Box => ({
    data: new Uint32Array(buffer, byteOffset, Math.floor(byteLength / 4)),
    shape: inWords(shape),
    start: inWords(start),
  });
  return { from: widen(from, from.data), to: widen(to, to.data), shape: inWords(shape) };
}

function copyBox({ from, to, shape }: Copy, units: number): void {
  const fromStrides = strides(from.shape, units);
  const toStrides = strides(to.shape, units);
  let run = units;
  let axis = shape.length - 1;
  // Trailing axes copied whole on both sides are one contiguous run.
  for (; axis >= 0; axis -= 1) {
    run *= shape[axis]!;
    if (shape[axis] !== from.shape[axis] || shape[axis] !== to.shape[axis]) break;
  }
  const rowAxis = axis - 1;
  const rows: Rows = {
    count: shape[rowAxis] ?? 1,
    length: run,
    fromStep: fromStrides[rowAxis] ?? 0,
    toStep: toStrides[rowAxis] ?? 0,
  };
  const outer = shape.slice(0, Math.max(rowAxis, 0));
  const index = outer.map(() => 0);
  let fromOffset = dot(from.start, fromStrides);
  let toOffset = dot(to.start, toStrides);
  for (;;) {
    copyRows(from.data, fromOffset, to.data, toOffset, rows);
    let outerAxis = outer.length - 1;
    for (; outerAxis >= 0; outerAxis -= 1) {
      fromOffset += fromStrides[outerAxis]!;
      toOffset += toStrides[outerAxis]!;
      if (++index[outerAxis]! < outer[outerAxis]!) break;
      index[outerAxis] = 0;
      fromOffset -= fromStrides[outerAxis]! * outer[outerAxis]!;
      toOffset -= toStrides[outerAxis]! * outer[outerAxis]!;
    }
    if (outerAxis < 0) return;
  }
}

/** Contiguous runs at regular distances, in units. */
interface Rows {
  readonly count: number;
  readonly length: number;
  readonly fromStep: number;
  readonly toStep: number;
}

/** Up to this many units a loop is faster than `subarray` and `set`. */
const SHORT_RUN = 40;

function copyRows(from: Units, fromOffset: number, to: Units, toOffset: number, rows: Rows): void {
  const { count, length, fromStep, toStep } = rows;
  const fromEnd = fromOffset + (count - 1) * fromStep + length;
  const toEnd = toOffset + (count - 1) * toStep + length;
  if (fromOffset < 0 || fromEnd > from.length || toOffset < 0 || toEnd > to.length) {
    throw new RangeError("A copied box reaches outside its array");
  }
  const isTyped = !Array.isArray(from) && !Array.isArray(to);
  if (isTyped && fromStep === length && isWorthCutting(from, count, length)) {
    copyCutRows(from.subarray(fromOffset, fromEnd), length, to, toOffset, toStep);
    return;
  }
  for (let row = 0; row < count; row += 1) {
    const source = fromOffset + row * fromStep;
    const target = toOffset + row * toStep;
    if (isTyped && length > SHORT_RUN) {
      to.set(from.subarray(source, source + length), target);
    } else {
      copyShortRun(from, source, to, target, length);
    }
  }
}

/** Eight at a time: twice as fast as one by one (`bench read`). */
function copyShortRun(from: Units, source: number, to: Units, target: number, length: number): void {
  let i = 0;
  for (; i + 8 <= length; i += 8) {
    to[target + i] = from[source + i]!;
    to[target + i + 1] = from[source + i + 1]!;
    to[target + i + 2] = from[source + i + 2]!;
    to[target + i + 3] = from[source + i + 3]!;
    to[target + i + 4] = from[source + i + 4]!;
    to[target + i + 5] = from[source + i + 5]!;
    to[target + i + 6] = from[source + i + 6]!;
    to[target + i + 7] = from[source + i + 7]!;
  }
  for (; i < length; i += 1) to[target + i] = from[source + i]!;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);
}
