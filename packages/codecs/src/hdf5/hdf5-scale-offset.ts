/**
 * `hdf5.scaleoffset`: elements less the smallest one, in as few bits as possible; HDF5 filter 6. HDF5 2.0,
 * H5Zscaleoffset.c.
 *
 * @module
 */

import { type Bytes, dataViewOf, type JsonObject, StorageError } from "@chunkwright/core";
import { type BytesSpec, type BytesToBytesCodec, compressed } from "../codec.ts";
import { badConfiguration, badOption, checkOptions, choiceOption, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { type BitReader, bitReader } from "../entropy/bit-reader.ts";
import { HOST_ENDIAN, swapBytes } from "../layout/byte-order.ts";

const NAME = "hdf5.scaleoffset";
const SCALE_TYPES = ["integer", "decimal"] as const;

interface Options {
  readonly scaleType: (typeof SCALE_TYPES)[number];
  /** Decimal digits kept of floats. */
  readonly scaleFactor: number;
  readonly elementSize: number;
  readonly isBig: boolean;
  /** The bit pattern of the fill value, which the largest number of a chunk stands for, if there is one. */
  readonly fillValue: bigint | undefined;
  readonly count: number;
}

/**
 * `{ scaleType, scaleFactor, elementsize, endian, fillValue }`: "integer", or "decimal" for float32 and float64 with
 * `scaleFactor` digits (the filter's D-scale); `fillValue` is the bit pattern, "0x...", of the fill value where the
 * dataset defines one. Decodes only.
 */
export const hdf5ScaleOffset: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["scaleType", "scaleFactor", "elementsize", "endian", "fillValue"]);
    const options = optionsOf(configuration, decoded);
    return {
      encoded: { ...compressed(decoded), maxByteLength: decoded.maxByteLength + DATA_OFFSET + 65536 },
      decode: (encoded) => decodeScaleOffset(encoded, options),
      encode: refuseEncoding(NAME),
    };
  },
};

function optionsOf(configuration: JsonObject, decoded: BytesSpec): Options {
  const elementSize = integerOption(NAME, configuration, "elementsize", {
    min: 1,
    max: 8,
    default: decoded.elementSize,
  });
  const scaleType = choiceOption(NAME, configuration, "scaleType", SCALE_TYPES);
  const sizes = scaleType === "decimal" ? [4, 8] : [1, 2, 4, 8];
  if (!sizes.includes(elementSize)) {
    throw badConfiguration(NAME, `elements are of ${elementSize} bytes, not one of ${sizes.join(", ")}`);
  }
  return {
    scaleType,
    scaleFactor: integerOption(NAME, configuration, "scaleFactor", { min: -300, max: 300, default: 0 }),
    elementSize,
    isBig: choiceOption(NAME, configuration, "endian", ["little", "big"], "little") === "big",
    fillValue: fillValueOf(configuration),
    count: Math.floor(decoded.maxByteLength / elementSize),
  };
}

function fillValueOf({ fillValue }: JsonObject): bigint | undefined {
  if (fillValue === undefined) return undefined;
  if (typeof fillValue === "string" && /^0x[0-9a-f]{1,16}$/i.test(fillValue)) return BigInt(fillValue);
  throw badOption(NAME, "fillValue", fillValue, "a bit pattern such as 0x00ff");
}

/**
 *    0  4  minbits: bits of a number
 *    4  1  bytes of minval, 8
 *    5  8  minval: the smallest element, its bit pattern
 *   21     the numbers, most significant bit first; whole elements where minbits are all of theirs
 */
const DATA_OFFSET = 21;
const MINVAL_OFFSET = 5;

function decodeScaleOffset(bytes: Bytes, options: Options): Bytes {
  const { elementSize, count, isBig } = options;
  if (bytes.length < DATA_OFFSET) throw badData(`${bytes.length} bytes are too few for a header`);
  const view = dataViewOf(bytes);
  const bits = view.getUint32(0, true);
  if (bits > 8 * elementSize) throw badData(`elements of ${elementSize} bytes have ${bits} bits`);
  const minvalBytes = view.getUint8(4);
  if (minvalBytes !== 8) throw badData(`its smallest element is of ${minvalBytes} bytes, not 8`);
  if (bytes.length - DATA_OFFSET < Math.ceil((count * bits) / 8)) {
    throw badData(`${bytes.length} bytes cannot hold ${count} numbers of ${bits} bits`);
  }
  const output =
    bits === 8 * elementSize
      ? bytes.slice(DATA_OFFSET, DATA_OFFSET + count * elementSize)
      : unpack(bytes, bits, view.getBigUint64(MINVAL_OFFSET, true), options);
  // Unpacked elements are little-endian; computed ones are in host byte order.
  const order = bits === 8 * elementSize ? "little" : HOST_ENDIAN;
  if (order !== (isBig ? "big" : "little")) swapBytes(output, elementSize);
  return output;
}

function unpack(bytes: Bytes, bits: number, minval: bigint, options: Options): Bytes {
  const { elementSize, count, fillValue } = options;
  const reader = bitReader(bytes, DATA_OFFSET, () => badData("its bytes end too early"));
  const output = new Uint8Array(count * elementSize);
  const view = new DataView(output.buffer);
  const isLittle = HOST_ENDIAN === "little";
  const element = options.scaleType === "integer" ? addTo(minval) : scaleTo(minval, options);
  const largest = (1n << BigInt(bits)) - 1n;
  for (let i = 0; i < count; i += 1) {
    const number = readNumber(reader, bits);
    const value = number === largest && fillValue !== undefined ? fillValue : element(number);
    switch (elementSize) {
      case 1:
        output[i] = Number(BigInt.asUintN(8, value));
        break;
      case 2:
        view.setUint16(2 * i, Number(BigInt.asUintN(16, value)), isLittle);
        break;
      case 4:
        view.setUint32(4 * i, Number(BigInt.asUintN(32, value)), isLittle);
        break;
      default:
        view.setBigUint64(8 * i, BigInt.asUintN(64, value), isLittle);
    }
  }
  return output;
}

/** Up to 64 bits. */
function readNumber(reader: BitReader, bits: number): bigint {
  if (bits <= 24) return BigInt(reader.read(bits));
  let value = 0n;
  for (let left = bits; left > 0; ) {
    const taken = Math.min(left, 24);
    value = (value << BigInt(taken)) | BigInt(reader.read(taken));
    left -= taken;
  }
  return value;
}

function addTo(minval: bigint): (number: bigint) => bigint {
  return (number) => number + minval;
}

/** The bit pattern of `number / 10^scaleFactor + minval`, in the precision of the elements. */
function scaleTo(minval: bigint, { elementSize, scaleFactor }: Options): (number: bigint) => bigint {
  const scratch = new DataView(new ArrayBuffer(8));
  scratch.setBigUint64(0, minval, true);
  if (elementSize === 4) {
    const smallest = scratch.getFloat32(0, true);
    const scale = Math.fround(10 ** scaleFactor);
    return (number) => {
      scratch.setFloat32(
        0,
        Math.fround(Math.fround(Number(BigInt.asIntN(32, number))) / scale) + smallest,
        true,
      );
      return BigInt(scratch.getUint32(0, true));
    };
  }
  const smallest = scratch.getFloat64(0, true);
  const scale = 10 ** scaleFactor;
  return (number) => {
    scratch.setFloat64(0, Number(BigInt.asIntN(64, number)) / scale + smallest, true);
    return scratch.getBigUint64(0, true);
  };
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode scale-offset: ${fact}`, { format: "hdf5" });
}
