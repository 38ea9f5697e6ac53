/**
 * Means of windows of elements, in the arithmetic of each data type.
 *
 * @module
 */

import {
  type Chunk,
  type DataType,
  float16Bits,
  float16Value,
  type NumericDataType,
  type Shape,
} from "@chunkwright/core";
import { windowRows } from "./downsample-windows.ts";

/** Fills `result` with the mean of each window of `chunk`; integers are rounded to nearest, halves up. */
export function meanInto(
  chunk: Chunk<NumericDataType>,
  factors: Shape,
  result: Chunk<NumericDataType>,
): void {
  if (chunk.dataType === "int64" || chunk.dataType === "uint64") {
    bigMeanInto(chunk.data, chunk.shape, factors, result.data as typeof chunk.data);
  } else {
    meanOfNumbers(chunk.data, chunk.shape, factors, arithmetic(chunk.dataType), result.data as Float64Array);
  }
}

/** How a mean is taken of stored words: words per element, word to number, number to word. */
interface Arithmetic {
  readonly words: number;
  /** Integers, four of which add up to an int32. */
  readonly isSmall?: boolean;
  load(word: number): number;
  store(mean: number): number;
}

function arithmetic(dataType: Exclude<DataType, "int64" | "uint64">): Arithmetic {
  switch (dataType) {
    case "float16":
      return { words: 1, load: float16Value, store: float16Bits };
    case "float32":
    case "float64":
      return { words: 1, load: same, store: same };
    case "complex64":
    case "complex128":
      return { words: 2, load: same, store: same };
    case "int8":
    case "int16":
    case "uint8":
    case "uint16":
      return { words: 1, isSmall: true, load: same, store: roundHalfUp };
    default:
      return { words: 1, load: same, store: roundHalfUp };
  }
}

type Numbers = { [index: number]: number; readonly length: number };

function meanOfNumbers(
  from: Numbers,
  shape: Shape,
  factors: Shape,
  { words, isSmall = false, load, store }: Arithmetic,
  to: Numbers,
): void {
  const length = shape.at(-1) ?? 1;
  const factor = factors.at(-1) ?? 1;
  if (isSmall && areSquares(shape, factors)) {
    meanOfSquares(from, length, to);
    return;
  }
  const sums = new Float64Array(Math.ceil(length / factor) * words);
  const whole = Math.floor(length / factor) * words;
  let position = 0;
  for (const rows of windowRows(shape, factors)) {
    sums.fill(0);
    for (const row of rows) {
      const start = row * length * words;
      if (factor === 2 && words === 1 && load === same) addPairs(from, start, length, sums);
      else addWindows(from, start, length, factor, { words, load }, sums);
    }
    const full = factor * rows.length;
    for (let i = 0; i < whole; i += 1) to[position++] = store(sums[i]! / full);
    const partial = (length % factor) * rows.length;
    for (let i = whole; i < sums.length; i += 1) to[position++] = store(sums[i]! / partial);
  }
}

/** Whether all windows are 2 x 2 along the last two axes. */
function areSquares(shape: Shape, factors: Shape): boolean {
  const last = factors.length - 2;
  return (
    last >= 0 &&
    factors.every((factor, axis) => (axis < last ? factor === 1 : factor === 2 && shape[axis]! % 2 === 0))
  );
}

/** Pairs of rows of small integers halved along both: a third of the time that sums take (`bench convert`). */
function meanOfSquares(from: Numbers, length: number, to: Numbers): void {
  let position = 0;
  for (let row = 0; row < from.length; row += 2 * length) {
    for (let a = row, b = row + length; a < row + length; a += 2, b += 2) {
      to[position++] = (from[a]! + from[a + 1]! + from[b]! + from[b + 1]! + 2) >> 2;
    }
  }
}

/** The common case of `addWindows`, in a third of its time (`bench convert`). */
function addPairs(from: Numbers, start: number, length: number, sums: Float64Array): void {
  const pairs = length >> 1;
  for (let i = 0, x = start; i < pairs; i += 1, x += 2) sums[i]! += from[x]! + from[x + 1]!;
  if (length % 2 === 1) sums[pairs]! += from[start + length - 1]!;
}

function addWindows(
  from: Numbers,
  start: number,
  length: number,
  factor: number,
  { words, load }: Pick<Arithmetic, "words" | "load">,
  sums: Float64Array,
): void {
  let word = start;
  for (let x = 0; x < length; x += factor) {
    const end = Math.min(x + factor, length);
    const sum = (x / factor) * words;
    for (let i = x; i < end; i += 1) {
      for (let w = 0; w < words; w += 1) sums[sum + w]! += load(from[word++]!);
    }
  }
}

function bigMeanInto<T extends BigInt64Array | BigUint64Array>(
  from: T,
  shape: Shape,
  factors: Shape,
  to: T,
): void {
  const columns = shape.at(-1) ?? 1;
  const factor = factors.at(-1) ?? 1;
  let position = 0;
  for (const rows of windowRows(shape, factors)) {
    for (let x = 0; x < columns; x += factor) {
      const end = Math.min(x + factor, columns);
      let sum = 0n;
      for (const row of rows) for (let i = x; i < end; i += 1) sum += from[row * columns + i]!;
      to[position++] = floorDivide(
        2n * sum + BigInt((end - x) * rows.length),
        BigInt(2 * (end - x) * rows.length),
      );
    }
  }
}

function same(value: number): number {
  return value;
}

function roundHalfUp(value: number): number {
  return Math.floor(value + 0.5);
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
