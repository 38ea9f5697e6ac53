/**
 * Shrinking elements by whole factors: the arithmetic of image pyramids.
 *
 * @module
 */

import {
  type Chunk,
  createChunk,
  elementCount,
  type NumericDataType,
  numericChunk,
  type Shape,
} from "@chunkwright/core";
import { meanInto } from "./area-mean.ts";
import { downsampledShape, windowRows } from "./downsample-windows.ts";

/**
 * `mean`: area mean, for intensities; integers are rounded to nearest, halves up.
 * `mode`: the most frequent value, the first in C order among equals, for labels.
 * `nearest`: the first element of each window.
 */
export type DownsampleMethod = "mean" | "mode" | "nearest";

/**
 * One element for each window of `factors` elements; partial windows at the upper edges use what they hold. Throws
 * `RangeError` unless each axis has a factor, a whole number.
 */
export function downsample(chunk: Chunk, factors: Shape, method: DownsampleMethod): Chunk {
  const areFactors =
    factors.length === chunk.shape.length && factors.every((n) => Number.isInteger(n) && n > 0);
  if (!areFactors) throw new RangeError(`Cannot shrink [${chunk.shape}] elements by factors of [${factors}]`);
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
    default:
      rule satisfies never;
      throw new TypeError(`There is no way to shrink called ${rule}`);
  }
  return result;
}

function pickInto(
  chunk: Chunk<NumericDataType>,
  factors: Shape,
  rule: "mode" | "nearest",
  result: Chunk<NumericDataType>,
): void {
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
