/**
 * Converting elements to another type as NumPy's `astype` does.
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
import { is64BitInteger } from "./numpy-type.ts";

/** Whether `castElements` gives the same elements as NumPy: not if 64-bit integers would be rounded twice. */
export function canCast(from: DataType, to: DataType): boolean {
  return !is64BitInteger(from) || (to !== "float32" && to !== "float16");
}

/** The elements as `dataType`: integers wrap, floats are truncated to integers and rounded to shorter floats. */
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

/** The result of x86's conversion for NaN and infinities. */
const INDEFINITE = -(2n ** 63n);

function longOf(value: number | bigint): bigint {
  if (typeof value === "bigint") return value;
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : INDEFINITE;
}
