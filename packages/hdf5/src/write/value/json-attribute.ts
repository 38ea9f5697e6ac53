/**
 * JSON as attributes that every program understands, as far as HDF5 has the like.
 *
 * @module
 */

import { isJsonArray, type Json, printJson, type Shape } from "@chunkwright/core";
import { numericDatatype } from "../type/datatypes.ts";
import {
  MAX_VALUE_BYTES,
  numberAttribute,
  type TypedAttribute,
  textAttribute,
  textsAttribute,
} from "./typed-attribute.ts";

export interface JsonAttribute {
  readonly value: TypedAttribute;
  /** Whether the value is the text of what HDF5 has no like of. */
  readonly isText: boolean;
}

/**
 * Integers become int64, or else uint64, other numbers float64, booleans h5py's enumeration, text fixed-length UTF-8, null
 * a null dataspace, lists of one kind, and lists of such lists, arrays. All else, and arrays that are too large, become
 * text of JSON.
 */
export function jsonAttribute(value: Json): JsonAttribute {
  if (value === null) {
    const datatype = numericDatatype("float64");
    return { value: { datatype, shape: undefined, bytes: new Uint8Array(0) }, isText: false };
  }
  if (typeof value === "string" && isStorable(value)) return { value: textAttribute(value), isText: false };
  const shape = shapeOf(value);
  const array = shape && arrayAttribute(leavesOf(value), shape);
  if (array && "bytes" in array && array.bytes.byteLength <= MAX_VALUE_BYTES) {
    return { value: array, isText: false };
  }
  return { value: textAttribute(printJson(value)), isText: true };
}

/** `undefined` unless the value is one leaf, or lists of equal length down to leaves. */
function shapeOf(value: Json): Shape | undefined {
  if (!isJsonArray(value)) return typeof value === "object" ? undefined : [];
  const [first] = value;
  if (first === undefined) return undefined;
  const inner = shapeOf(first);
  if (!inner || inner.length > 30) return undefined;
  const isRegular = value.every((item) => {
    const shape = shapeOf(item);
    return shape?.length === inner.length && shape.every((length, axis) => length === inner[axis]);
  });
  return isRegular ? [value.length, ...inner] : undefined;
}

function leavesOf(value: Json): readonly Json[] {
  return isJsonArray(value) ? value.flatMap(leavesOf) : [value];
}

function arrayAttribute(leaves: readonly Json[], shape: Shape): TypedAttribute | undefined {
  if (leaves.every((leaf) => typeof leaf === "boolean")) {
    return numberAttribute("bool", Uint8Array.from(leaves, Number), shape);
  }
  if (leaves.every(isInteger)) return integersAttribute(leaves.map(BigInt), shape);
  if (leaves.every((leaf) => typeof leaf === "number")) {
    return numberAttribute("float64", Float64Array.from(leaves), shape);
  }
  if (leaves.every((leaf) => typeof leaf === "string" && isStorable(leaf))) {
    return textsAttribute(leaves as readonly string[], shape);
  }
  return undefined;
}

function isInteger(leaf: Json): leaf is number | bigint {
  return typeof leaf === "bigint" || (Number.isSafeInteger(leaf) && !Object.is(leaf, -0));
}

/** `undefined` for integers that neither int64 nor uint64 has all of. */
function integersAttribute(integers: readonly bigint[], shape: Shape): TypedAttribute | undefined {
  if (integers.every((integer) => BigInt.asIntN(64, integer) === integer)) {
    return numberAttribute("int64", BigInt64Array.from(integers), shape);
  }
  return integers.every((integer) => BigInt.asUintN(64, integer) === integer)
    ? numberAttribute("uint64", BigUint64Array.from(integers), shape)
    : undefined;
}

/** Strings end at a NUL, and UTF-8 has no lone surrogates. */
function isStorable(text: string): boolean {
  return !text.includes("\0") && !/\p{Surrogate}/u.test(text);
}
