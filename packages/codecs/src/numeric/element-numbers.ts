/**
 * Arithmetic on elements in the same precision as NumPy.
 *
 * @module
 */

import {
  type Chunk,
  createChunk,
  type DataType,
  float16Bits,
  float16Value,
  numericChunk,
} from "@chunkwright/core";
import { castElements } from "./cast.ts";

/** The elements of `chunk` after `calculate`, as elements of `dataType`. */
export function mapNumbers(chunk: Chunk, calculate: (value: number) => number, dataType: DataType): Chunk {
  const { shape } = chunk;
  const { data } = castElements(chunk, "float64");
  const numbers = new Float64Array(data.length);
  for (let i = 0; i < numbers.length; i += 1) numbers[i] = calculate(Number(data[i]!));
  return castElements({ dataType: "float64", shape, data: numbers }, dataType);
}

/** An element; 64-bit integers are bigints. */
export type ElementValue = number | bigint;

/** The elements of `chunk` after `convert`, which returns bigints if `dataType` is a 64-bit integer. */
export function mapElements(
  chunk: Chunk,
  convert: (value: ElementValue) => ElementValue,
  dataType: DataType,
): Chunk {
  const { data } = numericChunk(chunk);
  const result = numericChunk(createChunk(dataType, chunk.shape));
  const converted = result.data;
  const isHalf = chunk.dataType === "float16";
  for (let i = 0; i < data.length; i += 1) {
    const value = convert(isHalf ? float16Value(Number(data[i]!)) : data[i]!);
    if (converted instanceof BigInt64Array || converted instanceof BigUint64Array)
      converted[i] = BigInt(value);
    else converted[i] = dataType === "float16" ? float16Bits(Number(value)) : Number(value);
  }
  return result;
}

/**
 * Rounds a result to the precision of NumPy's arithmetic: floats keep their type, integers become float64. Exact for
 * single operations, since double precision has more than twice the digits.
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
