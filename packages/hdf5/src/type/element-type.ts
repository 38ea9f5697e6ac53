/**
 * What the elements of a dataset are in core's terms, and how stored ones become them.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  type CallOptions,
  type Chunk,
  type CodecSpec,
  type DataType,
  type DataTypes,
  type ExtensionName,
  elementCount,
  type FixedDataType,
  float16Value,
  printJson,
  type Scalar,
  type Shape,
  viewElements,
  wordSize,
  zeroOf,
} from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { toJson } from "../value/json-value.ts";
import { readSequences } from "../value/sequences.ts";
import { readValues } from "../value/values.ts";
import type { Datatype, Endian } from "./datatype.ts";
import { plainElement } from "./plain-element.ts";

export interface ElementType {
  readonly dataType: DataType;
  readonly logicalType?: ExtensionName;
  /** Axes that array datatypes add behind those of the dataset. */
  readonly innerShape: Shape;
  /** What codecs make of stored bytes: `dataType`, or raw elements that are yet to be converted. */
  readonly storedType: FixedDataType;
  readonly endian: Endian;
  /** Absent where stored elements are the elements. */
  readonly convert?: Convert;
}

/** `count` elements of raw stored bytes. */
export type Convert = (
  context: Hdf5Context,
  bytes: Bytes,
  count: number,
  options?: CallOptions,
) => DataTypes[DataType] | Promise<DataTypes[DataType]>;

export function elementType(datatype: Datatype): ElementType {
  if (datatype.class === "array") {
    const base = elementType(datatype.base);
    return { ...base, innerShape: [...datatype.shape, ...base.innerShape] };
  }
  const storedType = `r${8 * datatype.byteLength}` as const;
  const stored = { innerShape: [], storedType, endian: "little" as const };
  const plain = plainElement(datatype);
  if (plain) {
    const { dataType, logicalType, endian, convert, byteLength } = plain;
    const type = logicalType ? { dataType, logicalType } : { dataType };
    if (endian) return { ...type, innerShape: [], storedType: dataType, endian };
    return {
      ...type,
      ...stored,
      convert(_, bytes, count) {
        const target = new Uint8Array(count * byteLength);
        for (let n = 0; n < count; n += 1) convert(bytes, n * datatype.byteLength, target, n * byteLength);
        return viewElements(dataType, target, count);
      },
    };
  }
  if (datatype.class === "vlen-string") {
    return {
      ...stored,
      dataType: "string",
      convert: async (context, bytes, count, options) =>
        (await readValues(context, datatype, bytes, count, options)).map(String),
    };
  }
  const base = datatype.class === "vlen" ? plainElement(datatype.base) : undefined;
  if (base && datatype.class === "vlen") {
    const size = datatype.base.byteLength;
    return {
      ...stored,
      dataType: "bytes",
      convert: async (context, bytes, count, options) => {
        const sequences = await readSequences(context, bytes, count, size, options);
        return sequences.map((sequence) => {
          const elements = sequence.byteLength / size;
          const target = new Uint8Array(elements * base.byteLength);
          for (let n = 0; n < elements; n += 1) base.convert(sequence, n * size, target, n * base.byteLength);
          return target;
        });
      },
    };
  }
  // Records with members of variable length: no type of Zarr's is like them, text can be stored anywhere.
  return {
    ...stored,
    dataType: "string",
    convert: async (context, bytes, count, options) => {
      const values = await readValues(context, datatype, bytes, count, options);
      return values.map((value) => printJson(toJson(value)));
    },
  };
}

/** The codec that makes elements of bytes as they are stored. */
export function bytesCodec(dataType: FixedDataType, endian: Endian): CodecSpec {
  return wordSize(dataType) === 1 ? { name: "bytes" } : { name: "bytes", configuration: { endian } };
}

/** The codec by which chunks travel whose stored bytes are not their elements. */
export function convertedCodec(dataType: DataType): CodecSpec {
  switch (dataType) {
    case "string":
      return { name: "vlen-utf8" };
    case "bytes":
      return { name: "vlen-bytes" };
    case "json":
      return { name: "numcodecs.json2" };
    default:
      return bytesCodec(dataType, "little");
  }
}

/** A chunk in core's terms of one as `storedType`. */
export async function convertChunk(
  context: Hdf5Context,
  { dataType, convert }: ElementType,
  chunk: Chunk,
  options?: CallOptions,
): Promise<Chunk> {
  if (!convert || !(chunk.data instanceof Uint8Array)) return chunk;
  const data = await convert(context, chunk.data, elementCount(chunk.shape), options);
  return { dataType, shape: chunk.shape, data } as Chunk;
}

export interface FillValue {
  readonly value: Scalar;
  /** The elements of an array datatype, where it fills them with several values. */
  readonly elements?: Chunk;
}

/** The fill value of the bytes that the Fill Value message holds, if any. */
export async function readFillValue(
  context: Hdf5Context,
  element: ElementType,
  bytes: Bytes | undefined,
  options?: CallOptions,
): Promise<FillValue> {
  const count = elementCount(element.innerShape);
  const size = byteSize(element.storedType);
  if (!bytes || bytes.byteLength < count * size) return { value: zeroOf(element.dataType) };
  const isUniform = bytes.every((byte, n) => byte === bytes[n % size]);
  const shape = isUniform ? [1] : element.innerShape;
  const codecs = [bytesCodec(element.storedType, element.endian)];
  const stored = bytes.slice(0, elementCount(shape) * size);
  const encoded = { bytes: stored, dataType: element.storedType, shape, codecs };
  const decoded = await context.coder.decode(encoded, options);
  const elements = await convertChunk(context, element, decoded, options);
  const value = firstScalar(elements);
  return isUniform ? { value } : { value, elements };
}

function firstScalar(chunk: Chunk): Scalar {
  const { dataType, data } = chunk;
  const first = data[0] as Scalar;
  switch (dataType) {
    case "bool":
      return first !== 0;
    case "float16":
      return float16Value(Number(first));
    case "complex64":
    case "complex128":
      return [Number(first), Number(data[1])];
    default:
      return data instanceof Uint8Array && dataType !== "uint8" ? data.slice(0, byteSize(dataType)) : first;
  }
}
