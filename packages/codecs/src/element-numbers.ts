/**
 * Arithmetic on elements, in the precision that NumPy calculates in.
 *
 * @module
 */

import { type Chunk, type DataType, float16Bits, float16Value } from "@chunkwright/core";
import { castElements } from "./cast.ts";

/** The elements of `chunk` after `calculate`, as elements of `dataType`. */
export function mapNumbers(chunk: Chunk, calculate: (value: number) => number, dataType: DataType): Chunk {
  const { shape } = chunk;
  const { data } = castElements(chunk, "float64");
  const numbers = new Float64Array(data.length);
  for (let i = 0; i < numbers.length; i += 1) numbers[i] = calculate(Number(data[i]!));
  return castElements({ dataType: "float64", shape, data: numbers }, dataType);
}

/**
 * Rounds a result to what NumPy calculates with: floats keep their type, integers become float64. Exact for single
 * operations, since double precision has more than twice the digits.
 */
export function roundingOf(dataType: DataType): (value: number) => number {
  if (dataType === "float32") return Math.fround;
  if (dataType === "float16") return (value) => float16Value(float16Bits(value));
  return (value) => value;
}

/** The nearest integer, ties to even, as `numpy.around`. */
export function roundHalfEven(value: number): number {
  const nearest = Math.round(value);
  return nearest % 2 !== 0 && Math.abs(value % 1) === 0.5 ? nearest - 1 : nearest;
}
