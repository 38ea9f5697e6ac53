/**
 * `numcodecs.vlen-array`: elements that are lists of numbers, each preceded by its length in bytes. numcodecs 0.16,
 * "VLenArray".
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  bytesOf,
  createElements,
  type DataType,
  elementCount,
  type Json,
  StorageError,
  showJson,
  viewElements,
} from "@chunkwright/core";
import { type ArrayToBytesCodec, UNSIZED } from "../codec.ts";
import { badOption, checkOptions } from "../configuration.ts";
import { type Endian, HOST_ENDIAN, swapBytes } from "../layout/byte-order.ts";
import { ARITHMETIC_TYPES, typeOption } from "../numeric/numpy-type.ts";
import { checkType, joinItems, splitItems } from "./vlen.ts";

const NAME = "numcodecs.vlen-array";

/** `{ dtype }`: the type of the numbers, as NumPy spells it. Elements are `json`: lists of numbers. */
export const vlenArray: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["dtype"]);
    checkType(NAME, dataType, "json");
    const { dtype } = configuration;
    if (typeof dtype !== "string") throw badOption(NAME, "dtype", dtype, "a type");
    const itemType = typeOption(NAME, configuration, "dtype", ARITHMETIC_TYPES, "float64");
    const endian = dtype.startsWith(">") ? "big" : "little";
    return {
      encoded: UNSIZED,
      decode: (encoded) => ({
        dataType: "json",
        shape,
        data: splitItems(NAME, encoded, elementCount(shape)).map((item) => numbersOf(item, itemType, endian)),
      }),
      encode(chunk) {
        if (chunk.dataType !== "json") throw new TypeError(`The elements are ${chunk.dataType}, not json`);
        return joinItems(chunk.data.map((item) => bytesOfNumbers(item, itemType, endian)));
      },
    };
  },
};

function numbersOf(item: Bytes, itemType: DataType, endian: Endian): readonly Json[] {
  const size = byteSize(itemType);
  if (item.byteLength % size !== 0)
    throw badItem("decode", `${item.byteLength} bytes are not a list of ${itemType}`);
  const bytes = item.slice();
  if (endian !== HOST_ENDIAN) swapBytes(bytes, size);
  return Array.from<unknown, number | bigint>(viewElements(itemType, bytes), (element) => {
    const number = Number(element);
    return typeof element === "bigint" && !Number.isSafeInteger(number) ? element : number;
  });
}

function bytesOfNumbers(item: Json, itemType: DataType, endian: Endian): Bytes {
  if (!Array.isArray(item)) throw badItem("encode", `${showJson(item)} is not a list`);
  const data = createElements(itemType, item.length);
  for (const [i, number] of item.entries()) {
    if (typeof number !== "number" && typeof number !== "bigint")
      throw badItem("encode", `${showJson(number)} is not a number`);
    const isWhole = typeof number === "bigint" || Number.isInteger(number);
    if (!isWhole && !itemType.startsWith("float"))
      throw badItem("encode", `${number} is not a value of ${itemType}`);
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[i] = BigInt(number);
    else data[i] = Number(number);
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint is loosely equal to the number of the same value.
    if (data[i] != number && !itemType.startsWith("float")) {
      throw badItem("encode", `${number} is not a value of ${itemType}`);
    }
  }
  const bytes = bytesOf(data);
  if (endian !== HOST_ENDIAN) swapBytes(bytes, byteSize(itemType));
  return bytes;
}

function badItem(direction: "decode" | "encode", fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot ${direction} ${NAME}: ${fact}`, { format: NAME });
}
