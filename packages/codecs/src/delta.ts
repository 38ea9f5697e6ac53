/**
 * `numcodecs.delta`: each element minus the one before, over the whole chunk in C order. numcodecs 0.16, "Delta".
 *
 * @module
 */

import {
  type Chunk,
  createChunk,
  type DataType,
  isDataType,
  type Json,
  type JsonObject,
  StorageError,
} from "@chunkwright/core";
import type { ArrayToArrayCodec } from "./codec.ts";
import { badConfiguration, badOption, checkOptions } from "./configuration.ts";

/** `{ dtype, astype }`: the type of the elements and of their differences, as NumPy or Zarr v3 spells them. */
export const delta: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions("numcodecs.delta", configuration, ["dtype", "astype"]);
    const from = typeOption(configuration, "dtype", dataType);
    const to = typeOption(configuration, "astype", from);
    if (from !== dataType) {
      throw badConfiguration("numcodecs.delta", `dtype is ${from}, the elements are ${dataType}`);
    }
    if (is64BitInteger(from) !== is64BitInteger(to)) {
      throw new StorageError("unsupported", `Cannot use codec numcodecs.delta: from ${from} to ${to}`, {
        format: "numcodecs.delta",
        feature: `astype ${to} of dtype ${from}`,
      });
    }
    return {
      encoded: { dataType: to, shape },
      decode: (chunk) => accumulate(chunk, createChunk(from, shape)),
      encode: (chunk) => difference(chunk, createChunk(to, shape)),
    };
  },
};

/** Sums in the type of `result`, whose assignment wraps and rounds as NumPy's does. */
function accumulate({ data }: Chunk, result: Chunk): Chunk {
  const sums = result.data;
  if (isBig(data) && isBig(sums)) {
    sums.set(data.subarray(0, 1));
    for (let i = 1; i < sums.length; i += 1) sums[i] = sums[i - 1]! + data[i]!;
  } else if (!isBig(data) && !isBig(sums)) {
    sums.set(data.subarray(0, 1));
    for (let i = 1; i < sums.length; i += 1) sums[i] = sums[i - 1]! + data[i]!;
  }
  return result;
}

/** Differences in the type of the elements, then in that of `result`. */
function difference(chunk: Chunk, result: Chunk): Chunk {
  const { data } = chunk;
  const differences = createChunk(chunk.dataType, chunk.shape).data;
  if (isBig(data) && isBig(differences) && isBig(result.data)) {
    differences.set(data.subarray(0, 1));
    for (let i = 1; i < data.length; i += 1) differences[i] = data[i]! - data[i - 1]!;
    result.data.set(differences);
  } else if (!isBig(data) && !isBig(differences) && !isBig(result.data)) {
    differences.set(data.subarray(0, 1));
    for (let i = 1; i < data.length; i += 1) differences[i] = data[i]! - data[i - 1]!;
    result.data.set(differences);
  }
  return result;
}

function is64BitInteger(dataType: DataType): boolean {
  return dataType === "int64" || dataType === "uint64";
}

function isBig(data: Chunk["data"]): data is BigInt64Array<ArrayBuffer> | BigUint64Array<ArrayBuffer> {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

/** NumPy's kinds and sizes. Byte order is the `bytes` codec's concern. */
const NUMPY_TYPES: ReadonlyMap<string, DataType> = new Map([
  ["i1", "int8"],
  ["i2", "int16"],
  ["i4", "int32"],
  ["i8", "int64"],
  ["u1", "uint8"],
  ["u2", "uint16"],
  ["u4", "uint32"],
  ["u8", "uint64"],
  ["f4", "float32"],
  ["f8", "float64"],
]);
const ARITHMETIC_TYPES: ReadonlySet<string> = new Set(NUMPY_TYPES.values());

function typeOption(configuration: JsonObject, key: string, defaultType: DataType): DataType {
  const value = configuration[key] ?? defaultType;
  const type = numpyType(value) ?? value;
  if (isDataType(type) && ARITHMETIC_TYPES.has(type)) return type;
  throw badOption("numcodecs.delta", key, value, "an integer or float32 or float64 type");
}

function numpyType(value: Json): DataType | undefined {
  return typeof value === "string" ? NUMPY_TYPES.get(value.replace(/^[<>|=]/, "")) : undefined;
}
