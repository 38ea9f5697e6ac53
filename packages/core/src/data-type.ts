/**
 * Data types: their sizes, the arrays that hold their elements, and fill values.
 *
 * @module
 */

import type { Bytes, DataType, DataTypes, Scalar } from "./types.ts";

interface DataTypeTraits {
  /** Bytes per element, as stored and as decoded. */
  readonly byteSize: number;
  /** Bytes per machine word: what byte order applies to. Half of `byteSize` for complex types. */
  readonly wordSize: number;
  readonly create: (buffer: ArrayBuffer, byteOffset: number, words: number) => DataTypes[DataType];
}

const TRAITS: { readonly [K in DataType]: DataTypeTraits } = {
  bool: { byteSize: 1, wordSize: 1, create: (b, o, n) => new Uint8Array(b, o, n) },
  int8: { byteSize: 1, wordSize: 1, create: (b, o, n) => new Int8Array(b, o, n) },
  int16: { byteSize: 2, wordSize: 2, create: (b, o, n) => new Int16Array(b, o, n) },
  int32: { byteSize: 4, wordSize: 4, create: (b, o, n) => new Int32Array(b, o, n) },
  int64: { byteSize: 8, wordSize: 8, create: (b, o, n) => new BigInt64Array(b, o, n) },
  uint8: { byteSize: 1, wordSize: 1, create: (b, o, n) => new Uint8Array(b, o, n) },
  uint16: { byteSize: 2, wordSize: 2, create: (b, o, n) => new Uint16Array(b, o, n) },
  uint32: { byteSize: 4, wordSize: 4, create: (b, o, n) => new Uint32Array(b, o, n) },
  uint64: { byteSize: 8, wordSize: 8, create: (b, o, n) => new BigUint64Array(b, o, n) },
  float16: { byteSize: 2, wordSize: 2, create: (b, o, n) => new Uint16Array(b, o, n) },
  float32: { byteSize: 4, wordSize: 4, create: (b, o, n) => new Float32Array(b, o, n) },
  float64: { byteSize: 8, wordSize: 8, create: (b, o, n) => new Float64Array(b, o, n) },
  complex64: { byteSize: 8, wordSize: 4, create: (b, o, n) => new Float32Array(b, o, n) },
  complex128: { byteSize: 16, wordSize: 8, create: (b, o, n) => new Float64Array(b, o, n) },
};

export function isDataType(name: unknown): name is DataType {
  return typeof name === "string" && Object.hasOwn(TRAITS, name);
}

/** Bytes per element; complex128 takes 16. */
export function byteSize(dataType: DataType): number {
  return TRAITS[dataType].byteSize;
}

/** Bytes per word that byte order applies to: half an element for complex types, else one element. */
export function wordSize(dataType: DataType): number {
  return TRAITS[dataType].wordSize;
}

/** Zeroed elements, `length` of them (not words: a complex element is two words). */
export function createElements<T extends DataType>(dataType: T, length: number): DataTypes[T] {
  return viewElements(dataType, new Uint8Array(length * byteSize(dataType)), length);
}

/**
 * `length` elements over the same memory as `bytes`, or over a copy if `bytes` is not aligned to the word.
 * Throws `RangeError` if `bytes` holds fewer.
 */
export function viewElements<T extends DataType>(dataType: T, bytes: Bytes, length?: number): DataTypes[T] {
  const { byteSize, wordSize, create } = TRAITS[dataType];
  const elements = length ?? Math.floor(bytes.byteLength / byteSize);
  if (elements * byteSize > bytes.byteLength) {
    throw new RangeError(`${elements} ${dataType} elements need more than ${bytes.byteLength} bytes`);
  }
  const aligned = bytes.byteOffset % wordSize === 0 ? bytes : bytes.slice();
  const words = (elements * byteSize) / wordSize;
  return create(aligned.buffer, aligned.byteOffset, words) as DataTypes[T];
}

/** The bytes of decoded elements, over the same memory, in host byte order. */
export function bytesOf(data: DataTypes[DataType]): Bytes {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A fresh array of `length` elements, each `value`. */
export function fillElements<T extends DataType>(
  dataType: T,
  length: number,
  value: Scalar<T>,
): DataTypes[T] {
  const data = createElements(dataType, length);
  if (!isZero(value)) setElements(dataType, data, value);
  return data;
}

/** Zero of a data type, as its scalar: `false`, `0`, `0n` or `[0, 0]`. */
export function zeroOf<T extends DataType>(dataType: T): Scalar<T>;
export function zeroOf(dataType: DataType): Scalar {
  switch (dataType) {
    case "bool":
      return false;
    case "int64":
    case "uint64":
      return 0n;
    case "complex64":
    case "complex128":
      return [0, 0];
    default:
      return 0;
  }
}

/** Same value bit for bit where it matters: NaN equals NaN, 0 differs from -0. */
export function scalarEquals(a: Scalar, b: Scalar): boolean {
  if (typeof a === "object" && typeof b === "object") return Object.is(a[0], b[0]) && Object.is(a[1], b[1]);
  return Object.is(a, b);
}

/** Sets every element of `data` to `value`. */
export function setElements(dataType: DataType, data: DataTypes[DataType], value: Scalar): void {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    data.fill(typeof value === "bigint" ? value : BigInt(Number(value)));
  } else if (typeof value === "object") {
    for (let i = 0; i < data.length; i += 2) {
      data[i] = value[0];
      data[i + 1] = value[1];
    }
  } else if (dataType === "float16") {
    data.fill(float16Bits(Number(value)));
  } else {
    data.fill(Number(value));
  }
}

function isZero(value: Scalar): boolean {
  return value === false || value === 0n || Object.is(value, 0);
}

const FLOAT64 = new DataView(new ArrayBuffer(8));

/** The binary16 bit pattern nearest to `value`, ties to even. IEEE 754-2019 §4.3.1. */
export function float16Bits(value: number): number {
  FLOAT64.setFloat64(0, value);
  const high = FLOAT64.getUint32(0);
  const sign = (high >>> 16) & 0x8000;
  if (Number.isNaN(value)) return sign | 0x7e00;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundHalfEven(magnitude * 2 ** 24);
  const exponent = ((high >>> 20) & 0x7ff) - 1023;
  const mantissa = roundHalfEven((magnitude / 2 ** exponent - 1) * 1024);
  return sign | (((exponent + 15) << 10) + mantissa);
}

/** The number that a binary16 bit pattern stands for. */
export function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
