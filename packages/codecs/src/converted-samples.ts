/**
 * `tiff.converted_samples`: numbers that no data type holds as they are, in the next wider one. Adobe TIFF Technical
 * Note 3, "24-bit floating point"; SampleFormat 5, complex integers, as libtiff lists them. Decodes only.
 *
 * @module
 */

import { type Bytes, type Chunk, createChunk, type DataType, elementCount } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "./codec.ts";
import { badConfiguration, checkOptions, choiceOption } from "./configuration.ts";
import { refuseEncoding } from "./decode-only.ts";

const NAME = "tiff.converted_samples";

interface Conversion {
  readonly dataType: DataType;
  /** Bytes of a stored number, and how many make an element. */
  readonly byteLength: number;
  readonly perElement: 1 | 2;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

const CONVERSIONS = {
  float24: { dataType: "float32", byteLength: 3, perElement: 1, read: readFloat24 },
  complex_int8: { dataType: "complex64", byteLength: 1, perElement: 2, read: (view, at) => view.getInt8(at) },
  complex_int16: {
    dataType: "complex64",
    byteLength: 2,
    perElement: 2,
    read: (view, at, littleEndian) => view.getInt16(at, littleEndian),
  },
  complex_int32: {
    dataType: "complex128",
    byteLength: 4,
    perElement: 2,
    read: (view, at, littleEndian) => view.getInt32(at, littleEndian),
  },
} satisfies { readonly [name: string]: Conversion };

const NAMES = Object.keys(CONVERSIONS) as (keyof typeof CONVERSIONS)[];

/** `{ from, endian }`: `float24` as float32, `complex_int8` and `complex_int16` as complex64, `complex_int32` as complex128. */
export const convertedSamples: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["from", "endian"]);
    const from = choiceOption(NAME, configuration, "from", NAMES);
    const littleEndian = choiceOption(NAME, configuration, "endian", ["little", "big"]) === "little";
    const conversion: Conversion = CONVERSIONS[from];
    if (dataType !== conversion.dataType) {
      throw badConfiguration(NAME, `${from} gives ${conversion.dataType}, not ${dataType}`);
    }
    const count = elementCount(shape) * conversion.perElement;
    return {
      encoded: exactly(count * conversion.byteLength, conversion.byteLength),
      decode(encoded) {
        const chunk = createChunk(dataType, shape);
        convert(conversion, encoded, littleEndian, floatsOf(chunk));
        return chunk;
      },
      encode: refuseEncoding(NAME),
    };
  },
};

function floatsOf({ data }: Chunk): Float32Array | Float64Array {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  throw new TypeError("Converted samples are floats");
}

function convert(
  { byteLength, read }: Conversion,
  bytes: Bytes,
  littleEndian: boolean,
  floats: Float32Array | Float64Array,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < floats.length; i += 1) floats[i] = read(view, i * byteLength, littleEndian);
}

/** Sign, 7 bits of exponent with a bias of 63, 16 of fraction. */
function readFloat24(view: DataView, at: number, littleEndian: boolean): number {
  const low = view.getUint16(littleEndian ? at : at + 1, littleEndian);
  const high = view.getUint8(littleEndian ? at + 2 : at);
  const sign = high >>> 7 ? -1 : 1;
  const exponent = high & 127;
  const fraction = low / 2 ** 16;
  if (exponent === 127) return low === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -62 : (1 + fraction) * 2 ** (exponent - 63));
}
