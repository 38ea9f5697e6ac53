/**
 * `hdf5.nbit`: packs only the significant bits (the precision) of elements; HDF5 filter 5. HDF5 2.0, H5Znbit.c.
 *
 * @module
 */

import {
  type Bytes,
  isJsonObject,
  type Json,
  type JsonObject,
  StorageError,
  showJson,
} from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { badConfiguration, checkOptions, choiceOption, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { type BitReader, bitReader } from "../entropy/bit-reader.ts";

const NAME = "hdf5.nbit";

/**
 * `{ elementsize, precision, offset, endian }`: bytes of an element, its significant bits, and the position of the
 * lowest of them. For records `{ elementsize, numbers }`: their numbers, each as above with its first byte `start`. All
 * other bits decode to 0. Decodes only.
 */
export const hdf5Nbit: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    const isRecord = configuration?.numbers !== undefined;
    const allowed = isRecord ? ["elementsize", "numbers"] : ["elementsize", ...NUMBER_OPTIONS];
    checkOptions(NAME, configuration, allowed);
    const elementSize = integerOption(NAME, configuration, "elementsize", {
      min: 1,
      max: isRecord ? 2 ** 31 - 1 : 32,
      default: decoded.elementSize,
    });
    const numbers = isRecord
      ? numbersOf(configuration.numbers, elementSize)
      : [packedNumber({ ...configuration, elementsize: elementSize }, 0)];
    const count = Math.floor(decoded.maxByteLength / elementSize);
    return {
      encoded: compressed(decoded),
      decode: (encoded) => unpack(encoded, { elementSize, numbers, count }),
      encode: refuseEncoding(NAME),
    };
  },
};

const NUMBER_OPTIONS = ["precision", "offset", "endian"];

/** A number within an element: where its bytes are, and which of its bits are stored. */
interface PackedNumber {
  readonly start: number;
  readonly byteLength: number;
  readonly precision: number;
  readonly offset: number;
  readonly isBig: boolean;
}

interface Packing {
  readonly elementSize: number;
  readonly numbers: readonly PackedNumber[];
  readonly count: number;
}

function numbersOf(list: Json | undefined, elementSize: number): readonly PackedNumber[] {
  if (!Array.isArray(list) || !list.every(isJsonObject)) {
    throw badConfiguration(NAME, `numbers is ${showJson(list)}, not a list of objects`);
  }
  return list.map((options) => {
    checkOptions(NAME, options, ["start", "elementsize", ...NUMBER_OPTIONS]);
    const start = integerOption(NAME, options, "start", { min: 0, max: elementSize });
    const number = packedNumber(options, start);
    if (start + number.byteLength > elementSize) {
      throw badConfiguration(NAME, `${number.byteLength} bytes from ${start} are not in ${elementSize}`);
    }
    return number;
  });
}

function packedNumber(options: JsonObject, start: number): PackedNumber {
  const byteLength = integerOption(NAME, options, "elementsize", { min: 1, max: 32 });
  const precision = integerOption(NAME, options, "precision", { min: 1, max: 8 * byteLength });
  const offset = integerOption(NAME, options, "offset", { min: 0, max: 8 * byteLength, default: 0 });
  if (offset + precision > 8 * byteLength) {
    throw badConfiguration(NAME, `${precision} bits from bit ${offset} are not in ${byteLength} bytes`);
  }
  const isBig = choiceOption(NAME, options, "endian", ["little", "big"], "little") === "big";
  return { start, byteLength, precision, offset, isBig };
}

/** Elements one after the other, each number most significant bit first. */
function unpack(bytes: Bytes, { elementSize, numbers, count }: Packing): Bytes {
  const bits = numbers.reduce((sum, { precision }) => sum + precision, 0);
  if (bytes.length < Math.ceil((count * bits) / 8)) {
    throw badData(`${bytes.length} bytes cannot hold ${count} elements of ${bits} bits`);
  }
  const reader = bitReader(bytes, 0, () => badData("its bytes end too early"));
  const output = new Uint8Array(count * elementSize);
  for (let start = 0; start < output.length; start += elementSize) {
    for (const number of numbers) unpackNumber(reader, number, output, start + number.start);
  }
  return output;
}

function unpackNumber(
  reader: BitReader,
  { byteLength, precision, offset, isBig }: PackedNumber,
  output: Bytes,
  start: number,
): void {
  for (let top = offset + precision; top > offset; ) {
    const place = Math.floor((top - 1) / 8);
    const bottom = Math.max(8 * place, offset);
    const byte = isBig ? byteLength - 1 - place : place;
    output[start + byte] = reader.read(top - bottom) << (bottom - 8 * place);
    top = bottom;
  }
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode nbit: ${fact}`, { format: "hdf5" });
}
