/**
 * Data types: their sizes, the arrays that hold their elements, and fill values.
 *
 * @module
 */

import { float16Bits } from "./float16.ts";
import { StorageError } from "./storage-error.ts";
import { jsonEquals } from "./text/json-equals.ts";
import type {
  Bytes,
  Chunk,
  DataType,
  DataTypes,
  FixedDataType,
  FixedDataTypes,
  NumericDataType,
  Scalar,
  VariableDataType,
} from "./types.ts";

interface DataTypeTraits {
  /** Bytes per element, as stored and as decoded. */
  readonly byteSize: number;
  /** Bytes per machine word: what byte order applies to. Half of `byteSize` for complex types. */
  readonly wordSize: number;
  readonly create: (buffer: ArrayBuffer, byteOffset: number, words: number) => FixedDataTypes[FixedDataType];
}

const NUMBERS: { readonly [K in NumericDataType]: DataTypeTraits } = {
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

/** Every numeric type, in the order of the Zarr v3 specification. */
export const NUMERIC_DATA_TYPES: readonly NumericDataType[] = Object.keys(NUMBERS) as NumericDataType[];

/** Larger elements are not taken for data types. */
const MAX_RAW_BYTES = 2 ** 30;

const EMPTY: { readonly [K in VariableDataType]: Scalar<K> } = {
  string: "",
  bytes: new Uint8Array(0),
  json: null,
};

/** Whether `name` is one of `DataTypes`; `r<bits>` must be whole bytes. */
export function isDataType(name: unknown): name is DataType {
  return typeof name === "string" && (isVariable(name) || traitsOf(name) !== undefined);
}

/** Whether elements have a fixed size and flat memory; if not, each is a JavaScript value. */
export function isFixed(dataType: DataType): dataType is FixedDataType {
  return !isVariable(dataType);
}

/** Whether elements are numbers or booleans, not raw bits and not of variable length. */
export function isNumeric(dataType: DataType): dataType is NumericDataType {
  return Object.hasOwn(NUMBERS, dataType);
}

/** `chunk`, narrowed to numeric types; throws "unsupported" for others. */
export function numericChunk(chunk: Chunk): Chunk<NumericDataType> {
  if (isNumeric(chunk.dataType)) return chunk as Chunk<NumericDataType>;
  throw new StorageError("unsupported", `Cannot compute with ${chunk.dataType} elements`, {
    format: "array",
    feature: `arithmetic on data type ${chunk.dataType}`,
  });
}

/** Bytes per element, 16 for complex128. Throws "unsupported" for variable-length types. */
export function byteSize(dataType: DataType): number {
  return fixedTraits(dataType).byteSize;
}

/** `byteSize`, or a guess for variable-length types: for memory budgets and progress, never for offsets. */
export function nominalByteSize(dataType: DataType): number {
  return isVariable(dataType) ? 32 : byteSize(dataType);
}

/** Bytes per word, the unit that byte order applies to: half an element for complex types, 1 for raw bits. */
export function wordSize(dataType: DataType): number {
  return fixedTraits(dataType).wordSize;
}

/** A fresh array of `length` elements (a complex element is two entries), zero or empty. */
export function createElements<T extends DataType>(dataType: T, length: number): DataTypes[T];
export function createElements(dataType: DataType, length: number): DataTypes[DataType] {
  if (isVariable(dataType)) return new Array(length).fill(EMPTY[dataType]);
  return viewElements(dataType, new Uint8Array(length * byteSize(dataType)), length);
}

/**
 * `length` elements over the same memory as `bytes`, or over a copy if `bytes` is not aligned to the word.
 * Throws `RangeError` if `bytes` holds fewer, and "unsupported" for variable-length types.
 */
export function viewElements<T extends DataType>(dataType: T, bytes: Bytes, length?: number): DataTypes[T] {
  const { byteSize, wordSize, create } = fixedTraits(dataType);
  const elements = length ?? Math.floor(bytes.byteLength / byteSize);
  if (elements * byteSize > bytes.byteLength) {
    throw new RangeError(`${elements} ${dataType} elements need more than ${bytes.byteLength} bytes`);
  }
  const aligned = bytes.byteOffset % wordSize === 0 ? bytes : bytes.slice();
  const words = (elements * byteSize) / wordSize;
  return create(aligned.buffer, aligned.byteOffset, words) as DataTypes[T];
}

/** The bytes of decoded elements, over the same memory, in host byte order; "unsupported" for variable-length types. */
export function bytesOf(data: DataTypes[DataType]): Bytes {
  if (Array.isArray(data)) throw noFlatMemory("elements of variable length");
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

/** The zero of a data type: `false`, `0`, `0n`, `[0, 0]`, zero bytes; for variable-length types empty or `null`. */
export function zeroOf<T extends DataType>(dataType: T): Scalar<T>;
export function zeroOf(dataType: DataType): Scalar {
  if (isVariable(dataType)) return EMPTY[dataType];
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
      return isRaw(dataType) ? new Uint8Array(byteSize(dataType)) : 0;
  }
}

/** Whether two scalars are the same value: NaN equals NaN, 0 differs from -0. */
export function scalarEquals(a: Scalar, b: Scalar): boolean {
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && bytesEqual(a, b);
  }
  if (typeof a === "object" && typeof b === "object") return jsonEquals(a, b);
  return Object.is(a, b);
}

/** Sets every element of `data` to `value`. */
export function setElements(dataType: DataType, data: DataTypes[DataType], value: Scalar): void {
  if (Array.isArray(data)) {
    (data as Scalar[]).fill(value);
  } else if (value instanceof Uint8Array) {
    for (let i = 0; i < data.length; i += value.length) (data as Uint8Array).set(value, i);
  } else if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    data.fill(typeof value === "bigint" ? value : BigInt(Number(value)));
  } else if (isComplex(value)) {
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
  return value === false || value === 0n || value === "" || value === null || Object.is(value, 0);
}

function isComplex(value: Scalar): value is Scalar<"complex64"> {
  return Array.isArray(value);
}

function isVariable(name: string): name is VariableDataType {
  return Object.hasOwn(EMPTY, name);
}

function isRaw(dataType: DataType): dataType is `r${number}` {
  return /^r[1-9]\d*$/.test(dataType);
}

function traitsOf(name: string): DataTypeTraits | undefined {
  if (Object.hasOwn(NUMBERS, name)) return NUMBERS[name as NumericDataType];
  const bits = /^r([1-9]\d*)$/.exec(name)?.[1];
  const size = Number(bits) / 8;
  if (!Number.isInteger(size) || size > MAX_RAW_BYTES) return undefined;
  return { byteSize: size, wordSize: 1, create: (b, o, n) => new Uint8Array(b, o, n) };
}

function fixedTraits(dataType: DataType): DataTypeTraits {
  const traits = traitsOf(dataType);
  if (!traits) throw noFlatMemory(`data type ${dataType}`);
  return traits;
}

function noFlatMemory(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot view ${feature} as flat memory`, {
    format: "array",
    feature,
  });
}

function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
