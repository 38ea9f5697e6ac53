/**
 * Conversion of stored numbers that no data type holds to the next wider type. Adobe TIFF Technical Note 3, "24-bit
 * floating point"; SampleFormat 5, complex integers, as in libtiff.
 *
 * @module
 */

import { type Bytes, type Chunk, type DataType, dataViewOf } from "@chunkwright/core";

export interface SampleConversion {
  readonly dataType: DataType;
  /** Bytes of a stored number, and how many make an element. */
  readonly byteLength: number;
  readonly perElement: 1 | 2;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

export type StoredSample = "float24" | "complex_int8" | "complex_int16" | "complex_int32";

/** How samples become elements, by the type that they are stored in. */
export const SAMPLE_CONVERSIONS: Readonly<Record<StoredSample, SampleConversion>> = {
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
};

export const STORED_SAMPLES = Object.keys(SAMPLE_CONVERSIONS) as readonly StoredSample[];

/** Converts `bytes` to the elements of `chunk`, which has the conversion's data type. */
export function convertSamples(
  { byteLength, read }: SampleConversion,
  bytes: Bytes,
  littleEndian: boolean,
  chunk: Chunk,
): Chunk {
  const view = dataViewOf(bytes);
  const floats = floatsOf(chunk);
  for (let i = 0; i < floats.length; i += 1) floats[i] = read(view, i * byteLength, littleEndian);
  return chunk;
}

function floatsOf({ data }: Chunk): Float32Array | Float64Array {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  throw new TypeError("Converted samples are floats");
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
