/**
 * `packbits`: stores only some bits of each element, least significant first. Zarr extensions, packbits codec.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  bytesOf,
  createChunk,
  elementCount,
  type FixedDataType,
  isFixed,
  isNumeric,
  type JsonObject,
  StorageError,
  wordSize,
} from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { badConfiguration, badOption, checkOptions, choiceOption, integerOption } from "../configuration.ts";
import { HOST_ENDIAN, swapBytes } from "./byte-order.ts";

const NAME = "packbits";
const OPTIONS = ["padding_encoding", "first_bit", "last_bit", "start_bit", "end_bit", "component_bits"];

/**
 * `{ padding_encoding, first_bit, last_bit }`; `start_` and `end_`, as in the schema, are accepted for first and last.
 * Bits that are not stored repeat the sign for signed integers and are zero for other types. Complex elements have two
 * components, raw elements components of `component_bits`, an option of ours whose default is the whole element.
 */
export const packedElements: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, OPTIONS);
    if (!isFixed(dataType)) throw badConfiguration(NAME, `the elements are ${dataType}`);
    const padding = paddingPlace(configuration);
    const field = bitField(configuration, dataType);
    const count = (elementCount(shape) * byteSize(dataType) * 8) / field.wordBits;
    const isSwapped = HOST_ENDIAN === "big" && isNumeric(dataType);
    const bits = count * field.bits;
    const packedBytes = Math.ceil(bits / 8);
    const paddingBits = packedBytes * 8 - bits;
    const encodedBytes = packedBytes + (padding === "none" ? 0 : 1);
    const paddingAt = padding === "first" ? 0 : packedBytes;
    const packedAt = padding === "first" ? 1 : 0;
    return {
      encoded: exactly(encodedBytes, 1),
      decode(encoded) {
        if (padding !== "none" && encoded[paddingAt] !== paddingBits) {
          const fact = `${encoded[paddingAt]} bits of padding are stored, ${count} components need ${paddingBits}`;
          throw new StorageError("invalid-data", `Cannot decode ${NAME}: ${fact}`, { format: NAME });
        }
        const chunk = createChunk(dataType, shape);
        unpack(encoded.subarray(packedAt), field, count, bytesOf(chunk.data));
        if (isSwapped) swapBytes(bytesOf(chunk.data), wordSize(dataType));
        return chunk;
      },
      encode({ data }) {
        const bytes = bytesOf(data);
        if (isSwapped) swapBytes(bytes, wordSize(dataType));
        const encoded = new Uint8Array(encodedBytes);
        if (padding !== "none") encoded[paddingAt] = paddingBits;
        for (let i = 0; i < count; i += 1) {
          copyBits(
            bytes,
            i * field.wordBits + field.first,
            encoded.subarray(packedAt),
            i * field.bits,
            field.bits,
          );
        }
        return encoded;
      },
    };
  },
};

/** The bits of a component that are stored, and its size in memory. */
interface BitField {
  readonly first: number;
  readonly bits: number;
  readonly wordBits: number;
  readonly isSigned: boolean;
}

function bitField(configuration: JsonObject, dataType: FixedDataType): BitField {
  const wordBits = componentBits(configuration, dataType);
  const max = dataType === "bool" ? 0 : wordBits - 1;
  const option = (key: string, alias: string, value: number): number => {
    const name = configuration[alias] === undefined ? key : alias;
    return integerOption(NAME, configuration, name, { min: 0, max, default: value });
  };
  const first = option("first_bit", "start_bit", 0);
  const last = option("last_bit", "end_bit", max);
  if (last < first) throw badConfiguration(NAME, `last_bit is ${last}, below first_bit, ${first}`);
  return { first, bits: last - first + 1, wordBits, isSigned: dataType.startsWith("int") };
}

function componentBits({ component_bits: bits }: JsonObject, dataType: FixedDataType): number {
  const all = (isNumeric(dataType) ? wordSize(dataType) : byteSize(dataType)) * 8;
  if (bits === undefined) return all;
  if (!isNumeric(dataType) && typeof bits === "number" && bits > 0 && bits % 8 === 0 && all % bits === 0)
    return bits;
  throw badOption(NAME, "component_bits", bits, `a part of ${dataType}`);
}

function paddingPlace({ padding_encoding: value = "none" }: JsonObject): "none" | "first" | "last" {
  const choices = ["none", "first_byte", "last_byte", "start_byte", "end_byte"] as const;
  switch (choiceOption(NAME, { padding_encoding: value }, "padding_encoding", choices)) {
    case "none":
      return "none";
    case "first_byte":
    case "start_byte":
      return "first";
    case "last_byte":
    case "end_byte":
      return "last";
  }
}

function unpack(
  packed: Bytes,
  { first, bits, wordBits, isSigned }: BitField,
  count: number,
  words: Bytes,
): void {
  const above = wordBits - first - bits;
  for (let i = 0; i < count; i += 1) {
    const end = i * wordBits + first + bits;
    copyBits(packed, i * bits, words, end - bits, bits);
    const sign = (words[Math.floor((end - 1) / 8)]! >>> ((end - 1) % 8)) & 1;
    if (isSigned && sign === 1) copyBits(ONES, 0, words, end, above);
  }
}

const ONES: Bytes = new Uint8Array(8).fill(255);

/** Copies bits; those of `to` must be zero. */
function copyBits(from: Bytes, fromBit: number, to: Bytes, toBit: number, count: number): void {
  for (let done = 0; done < count; ) {
    const source = fromBit + done;
    const target = toBit + done;
    const taken = Math.min(count - done, 8 - (source % 8), 8 - (target % 8));
    const bits = (from[Math.floor(source / 8)]! >>> (source % 8)) & ((1 << taken) - 1);
    to[Math.floor(target / 8)]! |= bits << (target % 8);
    done += taken;
  }
}
