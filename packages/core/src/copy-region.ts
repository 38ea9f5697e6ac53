/**
 * Copying a box of elements between two C-order arrays.
 *
 * @module
 */

import { byteSize, bytesOf, isFixed, wordSize } from "./data-type.ts";
import type { Chunk, DataType, Shape } from "./types.ts";

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
  copyBox(
    { data: unitsOf(from.chunk), shape: from.chunk.shape, start: from.start },
    { data: unitsOf(to.chunk), shape: to.chunk.shape, start: to.start },
    shape,
    unitsPerElement(from.chunk.dataType),
  );
}

/** What elements are moved as, whatever they mean: integers, exact for NaN payloads too, or values of any length. */
export type Units = Uint8Array | Uint16Array | Uint32Array | unknown[];

interface Box {
  readonly data: Units;
  readonly shape: Shape;
  readonly start: readonly number[];
}

function copyBox(from: Box, to: Box, shape: Shape, units: number): void {
  const fromStrides = strides(from.shape, units);
  const toStrides = strides(to.shape, units);
  let run = units;
  let axis = shape.length - 1;
  // Trailing axes copied whole on both sides are one contiguous run.
  for (; axis >= 0; axis -= 1) {
    run *= shape[axis]!;
    if (shape[axis] !== from.shape[axis] || shape[axis] !== to.shape[axis]) break;
  }
  const outer = shape.slice(0, Math.max(axis, 0));
  const index = outer.map(() => 0);
  let fromOffset = dot(from.start, fromStrides);
  let toOffset = dot(to.start, toStrides);
  for (;;) {
    copyRun(from.data, fromOffset, to.data, toOffset, run);
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

/** Below this many units a loop beats `subarray` + `set`. */
const SHORT_RUN = 24;

function copyRun(from: Units, fromOffset: number, to: Units, toOffset: number, length: number): void {
  if (fromOffset < 0 || fromOffset + length > from.length || toOffset + length > to.length) {
    throw new RangeError("A copied box reaches outside its array");
  }
  if (length < SHORT_RUN || Array.isArray(from) || Array.isArray(to)) {
    for (let i = 0; i < length; i += 1) to[toOffset + i] = from[fromOffset + i]!;
  } else {
    to.set(from.subarray(fromOffset, fromOffset + length), toOffset);
  }
}

/** How many of `unitsOf` make an element. */
export function unitsPerElement(dataType: DataType): number {
  if (!isFixed(dataType)) return 1;
  return byteSize(dataType) / Math.min(wordSize(dataType), 4);
}

/** A chunk's elements as integers, over the same memory; those of variable length as they are. */
export function unitsOf(chunk: Chunk): Units {
  if (Array.isArray(chunk.data)) return chunk.data;
  const bytes = bytesOf(chunk.data);
  switch (wordSize(chunk.dataType)) {
    case 1:
      return bytes;
    case 2:
      return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
    default:
      return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  }
}

function strides(shape: Shape, units: number): number[] {
  const result = shape.map(() => units);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) result[axis] = result[axis + 1]! * shape[axis + 1]!;
  return result;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, axis) => sum + value * b[axis]!, 0);
}
