/**
 * Shrinking elements by whole factors: the arithmetic of image pyramids.
 *
 * @module
 */

import {
  type Chunk,
  createChunk,
  type DataType,
  elementCount,
  float16Bits,
  float16Value,
  type NumericDataType,
  numericChunk,
  type Shape,
} from "@chunkwright/core";

/**
 * `mean`: area mean, for intensities; integers are rounded to nearest, halves up.
 * `mode`: the most frequent value, the first in C order among equals, for labels.
 * `nearest`: the first element of each window.
 */
export type DownsampleMethod = "mean" | "mode" | "nearest";

/** Elements per axis after shrinking: ceil(shape / factors). A partial window at the edge counts as one. */
export function downsampledShape(shape: Shape, factors: Shape): Shape {
  return shape.map((length, axis) => Math.ceil(length / factors[axis]!));
}

/** One element for each window of `factors` elements; partial windows at the upper edges use what they hold. */
export function downsample(chunk: Chunk, factors: Shape, method: DownsampleMethod): Chunk {
  const source = numericChunk(chunk);
  const result = createChunk(source.dataType, downsampledShape(chunk.shape, factors));
  if (result.data.length === 0) return result;
  const rule = method === "mean" && chunk.dataType === "bool" ? "mode" : method;
  switch (rule) {
    case "mean":
      meanInto(source, factors, result);
      break;
    case "mode":
    case "nearest":
      pickInto(source, factors, rule, result);
      break;
  }
  return result;
}

type NumberChunk = Chunk<NumericDataType>;

/** Rows of a result and, for each, the source rows in its window: all axes but the last. */
function* windowRows(from: Shape, factors: Shape): Generator<readonly number[]> {
  const outer = from.slice(0, -1);
  const counts = downsampledShape(outer, factors);
  const rows = elementCount(counts);
  for (let row = 0; row < rows; row += 1) {
    let sources = [0];
    let rest = row;
    let stride = 1;
    for (let axis = outer.length - 1; axis >= 0; axis -= 1) {
      const position = rest % counts[axis]!;
      rest = (rest - position) / counts[axis]!;
      const first = position * factors[axis]!;
      const last = Math.min(first + factors[axis]!, outer[axis]!);
      const shifted: number[] = [];
      for (let i = first; i < last; i += 1) for (const source of sources) shifted.push(source + i * stride);
      sources = shifted;
      stride *= outer[axis]!;
    }
    yield sources;
  }
}

function meanInto(chunk: NumberChunk, factors: Shape, result: NumberChunk): void {
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
  const sums = new Float64Array(Math.ceil(length / factor) * words);
  const whole = Math.floor(length / factor) * words;
  const isEven = isSmall && factor === 2 && length % 2 === 0;
  let position = 0;
  for (const rows of windowRows(shape, factors)) {
    if (isEven && rows.length === 2) {
      meanOfSquares(from, rows[0]! * length, rows[1]! * length, sums.length, to, position);
      position += sums.length;
      continue;
    }
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

/** Two rows of small integers halved along both: about half the time that floating-point sums take (`bench convert`). */
function meanOfSquares(
  from: Numbers,
  upper: number,
  lower: number,
  length: number,
  to: Numbers,
  start: number,
): void {
  for (let i = 0; i < length; i += 1) {
    const a = upper + 2 * i;
    const b = lower + 2 * i;
    to[start + i] = (from[a]! + from[a + 1]! + from[b]! + from[b + 1]! + 2) >> 2;
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

function pickInto(chunk: NumberChunk, factors: Shape, rule: "mode" | "nearest", result: NumberChunk): void {
  const words = chunk.data.length / elementCount(chunk.shape);
  const from: { readonly [index: number]: number | bigint } = chunk.data;
  const to = result.data as { [index: number]: number | bigint };
  const columns = chunk.shape.at(-1) ?? 1;
  const factor = factors.at(-1) ?? 1;
  let position = 0;
  for (const rows of windowRows(chunk.shape, factors)) {
    for (let x = 0; x < columns; x += factor) {
      const candidates: number[] = [];
      for (const row of rows) {
        for (let i = x; i < Math.min(x + factor, columns); i += 1)
          candidates.push((row * columns + i) * words);
      }
      const chosen = rule === "nearest" ? candidates[0]! : mostFrequent(candidates, from, words);
      for (let word = 0; word < words; word += 1) to[position++] = from[chosen + word]!;
    }
  }
}

function mostFrequent(
  candidates: readonly number[],
  from: { readonly [index: number]: number | bigint },
  words: number,
): number {
  let best = candidates[0]!;
  let bestCount = 0;
  for (const candidate of candidates) {
    let count = 0;
    for (const other of candidates) {
      let equal = true;
      for (let word = 0; word < words; word += 1)
        equal &&= Object.is(from[candidate + word], from[other + word]);
      if (equal) count += 1;
    }
    if (count > bestCount) {
      best = candidate;
      bestCount = count;
    }
  }
  return best;
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
