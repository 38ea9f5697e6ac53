/**
 * `numcodecs.categorize`: strings stored as their positions, counted from 1, in a list of labels. numcodecs 0.16,
 * "Categorize".
 *
 * @module
 */

import {
  byteSize,
  bytesOf,
  type Chunk,
  createChunk,
  type DataType,
  isFixed,
  isJsonArray,
  isNumeric,
  type JsonObject,
  numericChunk,
  type Shape,
  StorageError,
} from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, badOption, checkOptions } from "../configuration.ts";
import { integerRange, NUMBER_TYPES, typeOption } from "../numeric/numpy-type.ts";
import { readUtf32, writeUtf32 } from "./utf32-text.ts";

const NAME = "numcodecs.categorize";
const INTEGER_TYPES = NUMBER_TYPES.filter((type) => integerRange(type) !== undefined);
/** NumPy's names for objects and for strings of fixed length, the elements that may have labels. */
const LABELLED_TYPE = /^(?:\|?O|[<>|=]?U\d+)$/;
const NO_LABEL = "";

/**
 * `{ labels, dtype, astype }`: the labels, NumPy's type of the elements, and that of their positions, uint8 by default.
 * Elements are strings, of variable length or UTF-32; others than the labels are stored as 0, which decodes to "".
 */
export const categorize: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["labels", "dtype", "astype"]);
    const labels = labelsOf(configuration);
    const { dtype = "|O" } = configuration;
    if (typeof dtype !== "string" || !LABELLED_TYPE.test(dtype)) {
      throw badOption(NAME, "dtype", dtype, "a type of strings");
    }
    if (dataType !== "string" && !isUtf32(dataType)) {
      throw badConfiguration(NAME, `the elements are ${dataType}, not strings`);
    }
    const numbersType = typeOption(NAME, configuration, "astype", INTEGER_TYPES, "uint8");
    return {
      encoded: { dataType: numbersType, shape },
      decode: (numbers) => textChunk(labelled(numbers, labels), dataType, shape),
      encode: (chunk) => numbered(stringsOf(chunk), labels, numbersType, shape),
    };
  },
};

function labelsOf({ labels }: JsonObject): readonly string[] {
  const texts = isJsonArray(labels) ? labels.filter((label) => typeof label === "string") : [];
  if (isJsonArray(labels) && texts.length === labels.length) return texts;
  throw badOption(NAME, "labels", labels, "a list of strings");
}

function labelled(chunk: Chunk, labels: readonly string[]): string[] {
  const numbers: ArrayLike<number | bigint> = numericChunk(chunk).data;
  return Array.from(numbers, (number) => {
    const label = Number(number) === 0 ? NO_LABEL : labels[Number(number) - 1];
    if (label !== undefined) return label;
    throw new StorageError(
      "invalid-data",
      `Cannot decode ${NAME}: an element has label ${number} of ${labels.length}`,
      { format: NAME },
    );
  });
}

function numbered(
  strings: readonly string[],
  labels: readonly string[],
  dataType: DataType,
  shape: Shape,
): Chunk {
  const numbers = new Map(labels.map((label, place) => [label, place + 1]));
  const chunk = numericChunk(createChunk(dataType, shape));
  const { data } = chunk;
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  for (const [place, string] of strings.entries()) {
    const number = numbers.get(string) ?? 0;
    if (isBig) data[place] = BigInt(number);
    else data[place] = number;
  }
  return chunk;
}

/** The elements as strings. */
function stringsOf(chunk: Chunk): readonly string[] {
  if (chunk.dataType === "string") return chunk.data;
  return readUtf32(bytesOf(chunk.data), byteSize(chunk.dataType));
}

function textChunk(strings: string[], dataType: DataType, shape: Shape): Chunk {
  if (dataType === "string") return { dataType, shape, data: strings };
  const chunk = createChunk(dataType, shape);
  writeUtf32(strings, bytesOf(chunk.data), byteSize(dataType));
  return chunk;
}

/** Whether elements are raw bits that may hold UTF-32 characters. */
function isUtf32(dataType: DataType): boolean {
  return isFixed(dataType) && !isNumeric(dataType) && byteSize(dataType) % 4 === 0;
}
