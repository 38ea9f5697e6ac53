/**
 * `numcodecs.delta`: each element minus the one before, over the whole chunk in C order. numcodecs 0.16, "Delta".
 *
 * @module
 */

import { type Chunk, createChunk, type NumericDataType, numericChunk, StorageError } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions } from "../configuration.ts";
import { ARITHMETIC_TYPES, is64BitInteger, typeOption } from "./numpy-type.ts";

const NAME = "numcodecs.delta";

type Numbers = Chunk<NumericDataType>;

/** `{ dtype, astype }`: the type of the elements and of their differences, as NumPy or Zarr v3 spells them. */
export const delta: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["dtype", "astype"]);
    const from = typeOption(NAME, configuration, "dtype", ARITHMETIC_TYPES, dataType);
    const to = typeOption(NAME, configuration, "astype", ARITHMETIC_TYPES, from);
    if (from !== dataType) {
      throw badConfiguration(NAME, `dtype is ${from}, the elements are ${dataType}`);
    }
    if (is64BitInteger(from) !== is64BitInteger(to)) {
      throw new StorageError("unsupported", `Cannot use codec ${NAME}: from ${from} to ${to}`, {
        format: NAME,
        feature: `astype ${to} of dtype ${from}`,
      });
    }
    return {
      encoded: { dataType: to, shape },
      decode: (chunk) => accumulate(numericChunk(chunk), numericChunk(createChunk(from, shape))),
      encode: (chunk) => difference(numericChunk(chunk), numericChunk(createChunk(to, shape))),
    };
  },
};

/** Sums in the type of `result`, whose assignment wraps and rounds as NumPy's does. */
function accumulate({ data }: Numbers, result: Numbers): Numbers {
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
function difference(chunk: Numbers, result: Numbers): Numbers {
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

function isBig(data: Numbers["data"]): data is BigInt64Array<ArrayBuffer> | BigUint64Array<ArrayBuffer> {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}
