/**
 * Elements of one type as elements of another, as NumPy's `astype` converts them.
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

/** Whether `castElements` gives NumPy's elements: not where 64-bit integers would be rounded twice. */
export function canCast(from: DataType, to: DataType): boolean {
  return !isLong(from) || (to !== "float32" && to !== "float16");
}

/** The elements in another type: integers wrap, floats are cut off to integers, and rounded to shorter floats. */
export function castElements(chunk: Chunk, dataType: DataType): Chunk {
  if (chunk.dataType === dataType) return chunk;
  const { data } = numericChunk(chunk);
  const result = numericChunk(createChunk(dataType, chunk.shape));
  const target = result.data;
  const isHalf = chunk.dataType === "float16";
  for (let i = 0; i < data.length; i += 1) {
    const element = data[i]!;
    const value = isHalf ? float16Value(Number(element)) : element;
    if (target instanceof BigInt64Array || target instanceof BigUint64Array) target[i] = longOf(value);
    else if (dataType === "bool") target[i] = Number(value) === 0 ? 0 : 1;
    else if (dataType === "float16") target[i] = float16Bits(Number(value));
    // Beyond 2^53 a number would lose the low bits that wrapping keeps.
    else if (typeof value === "bigint" && dataType !== "float64")
      target[i] = Number(BigInt.asIntN(32, value));
    else target[i] = Number(value);
  }
  return result;
}

/** What x86 makes of numbers that no integer stands for. */
const INDEFINITE = -(2n ** 63n);

function longOf(value: number | bigint): bigint {
  if (typeof value === "bigint") return value;
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : INDEFINITE;
}

function isLong(dataType: DataType): boolean {
  return dataType === "int64" || dataType === "uint64";
}
