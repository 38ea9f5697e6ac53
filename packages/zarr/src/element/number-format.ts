/**
 * Numbers of the core data types as element formats. Zarr v3 core, "Data types".
 *
 * @module
 */

import {
  byteSize,
  float16Bits,
  float16Value,
  type NumericDataType,
  type Scalar,
  wordSize,
} from "@chunkwright/core";
import { complexFormat, type ElementFormat, type ElementValue } from "./element-format.ts";
import { parseFillValue, printFillValue } from "./fill-value.ts";

type RealDataType = Exclude<NumericDataType, "complex64" | "complex128">;
type Access<Value extends ElementValue> = Pick<ElementFormat<Value>, "read" | "write">;

const ACCESS: { readonly [K in RealDataType]: Access<Scalar<K>> } = {
  bool: { read: (v, o) => v.getUint8(o) !== 0, write: (v, o, x) => v.setUint8(o, Number(x)) },
  int8: { read: (v, o) => v.getInt8(o), write: (v, o, x) => v.setInt8(o, x) },
  int16: { read: (v, o) => v.getInt16(o, true), write: (v, o, x) => v.setInt16(o, x, true) },
  int32: { read: (v, o) => v.getInt32(o, true), write: (v, o, x) => v.setInt32(o, x, true) },
  int64: { read: (v, o) => v.getBigInt64(o, true), write: (v, o, x) => v.setBigInt64(o, x, true) },
  uint8: { read: (v, o) => v.getUint8(o), write: (v, o, x) => v.setUint8(o, x) },
  uint16: { read: (v, o) => v.getUint16(o, true), write: (v, o, x) => v.setUint16(o, x, true) },
  uint32: { read: (v, o) => v.getUint32(o, true), write: (v, o, x) => v.setUint32(o, x, true) },
  uint64: { read: (v, o) => v.getBigUint64(o, true), write: (v, o, x) => v.setBigUint64(o, x, true) },
  float16: {
    read: (v, o) => float16Value(v.getUint16(o, true)),
    write: (v, o, x) => v.setUint16(o, float16Bits(x), true),
  },
  float32: { read: (v, o) => v.getFloat32(o, true), write: (v, o, x) => v.setFloat32(o, x, true) },
  float64: { read: (v, o) => v.getFloat64(o, true), write: (v, o, x) => v.setFloat64(o, x, true) },
};

/** The format of a core data type: booleans, numbers, 64-bit integers as `bigint`, pairs for complex ones. */
export function numberFormat(dataType: NumericDataType): ElementFormat {
  if (dataType === "complex64") return complexFormat(numberFormat("float32") as ElementFormat<number>);
  if (dataType === "complex128") return complexFormat(numberFormat("float64") as ElementFormat<number>);
  return {
    ...(ACCESS[dataType] as Access<ElementValue>),
    byteLength: byteSize(dataType),
    words: [[wordSize(dataType), 1]],
    parse: (json) => parseFillValue(json, dataType) as ElementValue | undefined,
    print: (value) => printFillValue(value as Scalar),
  };
}
