/**
 * Floats of any layout: HDF5 says bit by bit what a float is made of. HDF5 File Format Specification 4.0 §IV.A.2.d,
 * "Class 1"; IEEE 754-2019 §3.4.
 *
 * @module
 */

import { type Bytes, float16Bits } from "@chunkwright/core";
import type { Endian, FloatDatatype } from "./datatype.ts";
import type { ConvertElement } from "./plain-element.ts";

export interface FloatCarrier {
  readonly dataType: "float16" | "float32" | "float64";
  readonly byteLength: number;
}

interface IeeeFormat extends FloatCarrier {
  readonly exponentBits: number;
  readonly mantissaBits: number;
}

const IEEE: readonly IeeeFormat[] = [
  { dataType: "float16", byteLength: 2, exponentBits: 5, mantissaBits: 10 },
  { dataType: "float32", byteLength: 4, exponentBits: 8, mantissaBits: 23 },
  { dataType: "float64", byteLength: 8, exponentBits: 11, mantissaBits: 52 },
];

/** Whether a float is binary16, binary32 or binary64, in either byte order. */
export function isIeee(float: FloatDatatype): float is FloatDatatype & { readonly endian: Endian } {
  return IEEE.some(
    ({ byteLength, exponentBits, mantissaBits }) =>
      float.endian !== "vax" &&
      float.byteLength === byteLength &&
      float.exponentBits === exponentBits &&
      float.mantissaBits === mantissaBits &&
      float.exponentBias === 2 ** (exponentBits - 1) - 1 &&
      float.mantissaBit === 0 &&
      float.exponentBit === mantissaBits &&
      float.signBit === 8 * byteLength - 1 &&
      float.normalization === "implied",
  );
}

/**
 * The first float of IEEE 754, no smaller than `float`, that holds every value of it; `undefined` if none does. VAX's
 * become the one of their size, as in libhdf5: only their least numbers lose digits.
 */
export function floatCarrier(float: FloatDatatype): FloatCarrier | undefined {
  const { exponentBias, exponentBits, normalization } = float;
  if (float.endian === "vax") return IEEE.find(({ byteLength }) => byteLength === float.byteLength);
  const fraction = normalization === "implied" ? float.mantissaBits : float.mantissaBits - 1;
  const largest = 2 ** exponentBits - 2 - exponentBias;
  const smallest = 1 - exponentBias - fraction;
  return IEEE.find((ieee) => {
    const bias = 2 ** (ieee.exponentBits - 1) - 1;
    return (
      float.byteLength <= ieee.byteLength &&
      fraction <= ieee.mantissaBits &&
      largest <= bias &&
      smallest >= 1 - bias - ieee.mantissaBits
    );
  });
}

/** Decodes a float by its fields and writes it as `carrier`. All exponent bits set mean infinity or no number. */
export function convertFloat(float: FloatDatatype, { dataType, byteLength }: FloatCarrier): ConvertElement {
  return (source, from, target, to) => {
    const value = floatValue(float, source, from);
    const view = new DataView(target.buffer, target.byteOffset + to, byteLength);
    if (Number.isNaN(value)) {
      // libhdf5's: all bits but the sign.
      target.fill(0xff, to, to + byteLength);
      target[to + byteLength - 1] = 0x7f;
      return;
    }
    if (dataType === "float16") view.setUint16(0, float16Bits(value), true);
    else if (dataType === "float32") view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
  };
}

/** The number that `float` stores at `from`, rounded to a double where it has more digits. */
export function floatValue(float: FloatDatatype, source: Bytes, from: number): number {
  let bits = 0n;
  const place = BYTE_PLACES[float.endian];
  for (let i = 0; i < float.byteLength; i += 1) {
    bits = (bits << 8n) | BigInt(source[from + place(i, float.byteLength)]!);
  }
  const sign = field(bits, float.signBit, 1) === 1n ? -1 : 1;
  const exponent = Number(field(bits, float.exponentBit, float.exponentBits));
  const mantissa = field(bits, float.mantissaBit, float.mantissaBits);
  const isImplied = float.normalization === "implied";
  const fractionBits = isImplied ? float.mantissaBits : float.mantissaBits - 1;
  if (float.exponentBits > 0 && exponent === 2 ** float.exponentBits - 1) {
    const fraction = isImplied ? mantissa : field(mantissa, 0, fractionBits);
    return fraction === 0n ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  }
  const isSubnormal = exponent === 0;
  const significand = isImplied && !isSubnormal ? mantissa + (1n << BigInt(fractionBits)) : mantissa;
  const scale = (isSubnormal ? 1 : exponent) - float.exponentBias - fractionBits;
  // In two steps: the power alone may be beyond the range of doubles.
  const half = Math.trunc(scale / 2);
  return sign * Number(significand) * 2 ** half * 2 ** (scale - half);
}

/** Where byte `i`, counted from the highest, lies among all of a float. */
const BYTE_PLACES: Readonly<Record<FloatDatatype["endian"], (i: number, byteLength: number) => number>> = {
  little: (i, byteLength) => byteLength - 1 - i,
  big: (i) => i,
  vax: (i) => i + 1 - 2 * (i % 2),
};

function field(bits: bigint, start: number, length: number): bigint {
  return (bits >> BigInt(start)) & ((1n << BigInt(length)) - 1n);
}
