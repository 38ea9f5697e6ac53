/**
 * Elements of any datatype as JavaScript values, what they refer to in global heaps included.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  dataViewOf,
  decodeText,
  elementCount,
  float16Value,
  type Shape,
} from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { HeapCollections } from "../heap/heap-collections.ts";
import type { Datatype, ReferenceKind, StringPadding } from "../type/datatype.ts";
import { floatValue, isIeee } from "../type/float-format.ts";
import { isBoolean } from "../type/plain-element.ts";
import { integerValue } from "./integer-value.ts";
import { sequence } from "./sequences.ts";

/** One element. Records are objects, arrays and sequences lists, complex numbers pairs, opaque elements bytes. */
export type Hdf5Value =
  | number
  | bigint
  | boolean
  | string
  | Bytes
  | Hdf5Reference
  | readonly Hdf5Value[]
  | Hdf5Record;

/** The value of a record, by the names of its fields. */
export interface Hdf5Record {
  readonly [member: string]: Hdf5Value;
}

/** A reference as stored: what it refers to is resolved by the file that holds it. */
export class Hdf5Reference {
  readonly kind: ReferenceKind;
  readonly bytes: Bytes;

  constructor(kind: ReferenceKind, bytes: Bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }
}

/** Reads `count` elements out of `bytes`; heap collections are read as elements need them, in parallel. */
export async function readValues(
  context: Hdf5Context,
  datatype: Datatype,
  bytes: Bytes,
  count: number,
  options?: CallOptions,
): Promise<readonly Hdf5Value[]> {
  const heap = new HeapCollections(context);
  for (;;) {
    const values = decodeValues(datatype, bytes, count, heap);
    if (!heap.isIncomplete) return values;
    await heap.load(options);
  }
}

/** Nested sequences deeper than this are a loop of references. */
const MAX_DEPTH = 32;

function decodeValues(
  datatype: Datatype,
  bytes: Bytes,
  count: number,
  heap: HeapCollections,
  depth = 0,
): readonly Hdf5Value[] {
  const size = datatype.byteLength;
  if (count * size > bytes.byteLength) {
    throw invalidHdf5(`Cannot read ${count} elements of ${size} bytes: there are ${bytes.byteLength} bytes`);
  }
  heap.spend(count);
  if (depth > MAX_DEPTH) throw invalidHdf5("Cannot read an element: its sequences are nested too deeply");
  return Array.from({ length: count }, (_, n) =>
    decodeValue(datatype, bytes.subarray(n * size, (n + 1) * size), heap, depth),
  );
}

function decodeValue(datatype: Datatype, bytes: Bytes, heap: HeapCollections, depth: number): Hdf5Value {
  switch (datatype.class) {
    case "integer":
    case "bitfield":
    case "time":
      return integerValue(datatype, bytes);
    case "enum":
      return isBoolean(datatype) ? bytes[0] !== 0 : integerValue(datatype.base, bytes);
    case "float": {
      if (!isIeee(datatype)) return floatValue(datatype, bytes, 0);
      const view = dataViewOf(bytes);
      const isLittle = datatype.endian === "little";
      if (datatype.byteLength === 8) return view.getFloat64(0, isLittle);
      return datatype.byteLength === 4
        ? view.getFloat32(0, isLittle)
        : float16Value(view.getUint16(0, isLittle));
    }
    case "string":
      return unpadded(bytes, datatype.padding);
    case "opaque":
      return bytes.slice();
    case "reference":
      return new Hdf5Reference(datatype.kind, bytes.slice());
    case "complex":
      return decodeValues(datatype.base, bytes, 2, heap, depth);
    case "compound":
      return Object.fromEntries(
        datatype.members.map(({ name, byteOffset, datatype: member }) => [
          name,
          decodeValue(member, bytes.subarray(byteOffset, byteOffset + member.byteLength), heap, depth),
        ]),
      );
    case "array": {
      const values = decodeValues(datatype.base, bytes, elementCount(datatype.shape), heap, depth);
      return nested(values, datatype.shape);
    }
    case "vlen": {
      const { count, object } = sequence(bytes, heap);
      return object ? decodeValues(datatype.base, object, count, heap, depth + 1) : [];
    }
    case "vlen-string": {
      const { count, object } = sequence(bytes, heap);
      if (!object) return "";
      if (count > object.byteLength)
        throw invalidHdf5(`Cannot read a text of ${count} bytes: ${object.byteLength} are stored`);
      return unpadded(object.subarray(0, count), datatype.padding);
    }
  }
}

/** Text without its padding. */
function unpadded(bytes: Bytes, padding: StringPadding): string {
  let end = bytes.byteLength;
  if (padding === "null-terminated") {
    const terminator = bytes.indexOf(0);
    if (terminator !== -1) end = terminator;
  } else {
    const pad = padding === "null-padded" ? 0 : 32;
    while (end > 0 && bytes[end - 1] === pad) end -= 1;
  }
  return decodeText(bytes.subarray(0, end));
}

/** A flat list as lists within lists. */
export function nested<T>(values: readonly T[], shape: Shape): readonly T[] {
  let lists: readonly unknown[] = values;
  for (const length of shape.slice(1).toReversed()) {
    const grouped: unknown[] = [];
    for (let start = 0; start < lists.length; start += length)
      grouped.push(lists.slice(start, start + length));
    lists = grouped;
  }
  return lists as readonly T[];
}
