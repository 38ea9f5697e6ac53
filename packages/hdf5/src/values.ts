/**
 * Elements of any datatype as JavaScript values, what they refer to in global heaps included.
 *
 * @module
 */

import {
  type Bytes,
  type CallOptions,
  elementCount,
  float16Value,
  type Json,
  type Shape,
} from "@chunkwright/core";
import type { Datatype, ReferenceKind, StringPadding } from "./datatype.ts";
import { decodeText, FieldReader } from "./field-reader.ts";
import { floatValue, isIeee } from "./float-format.ts";
import { type Collection, type HeapId, heapObject, parseHeapId, readCollection } from "./global-heap.ts";
import type { Hdf5Context } from "./hdf5-context.ts";
import { invalidHdf5 } from "./hdf5-error.ts";
import { integerValue } from "./integer-value.ts";
import { isBoolean } from "./plain-element.ts";

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

/** Sequences may share heap objects, and so stand for far more elements than are stored. */
const MAX_ELEMENTS = 2 ** 26;

/** Collections met so far. Values are decoded again once those that were missing are there. */
class HeapCollections {
  readonly context: Hdf5Context;
  readonly #known = new Map<number, Collection>();
  readonly #missing = new Set<number>();
  #spent = 0;

  constructor(context: Hdf5Context) {
    this.context = context;
  }

  /** Throws once more elements were decoded than a file without tricks can mean. */
  spend(elements: number): void {
    this.#spent += elements;
    if (this.#spent > MAX_ELEMENTS)
      throw invalidHdf5(`Cannot read a value: it has more than ${MAX_ELEMENTS} elements`);
  }

  get isIncomplete(): boolean {
    return this.#missing.size > 0;
  }

  /** `undefined` until the collection is loaded. */
  object(id: HeapId): Bytes | undefined {
    const collection = this.#known.get(id.address);
    if (collection) return heapObject(collection, id);
    this.#missing.add(id.address);
    return undefined;
  }

  async load(options?: CallOptions): Promise<void> {
    const addresses = [...this.#missing];
    this.#spent = 0;
    this.#missing.clear();
    const read = await Promise.all(
      addresses.map((address) => readCollection(this.context, address, options)),
    );
    for (const [n, address] of addresses.entries()) this.#known.set(address, read[n]!);
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
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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

/** 4 bytes of length, then the ID of the heap object. */
function sequence(
  bytes: Bytes,
  heap: HeapCollections,
): { readonly count: number; readonly object: Bytes | undefined } {
  const fields = new FieldReader(bytes, "an element of variable length", heap.context);
  const count = fields.u32();
  const id = parseHeapId(fields);
  return { count, object: count === 0 || id.address === 0 ? undefined : heap.object(id) };
}

/** The elements of variable length in `bytes` as their own bytes, by their count of elements. */
export async function readSequences(
  context: Hdf5Context,
  bytes: Bytes,
  count: number,
  baseBytes: number,
  options?: CallOptions,
): Promise<readonly Bytes[]> {
  const size = 8 + context.sizeOfOffsets;
  const heap = new HeapCollections(context);
  for (;;) {
    const objects = Array.from({ length: count }, (_, n) => {
      const found = sequence(bytes.subarray(n * size, (n + 1) * size), heap);
      const byteLength = found.object ? found.count * baseBytes : 0;
      if (found.object && byteLength > found.object.byteLength) {
        throw invalidHdf5(
          `Cannot read a sequence of ${byteLength} bytes: ${found.object.byteLength} are stored`,
        );
      }
      return found.object?.slice(0, byteLength) ?? new Uint8Array(0);
    });
    if (!heap.isIncomplete) return objects;
    await heap.load(options);
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

/**
 * A value as JSON. What JSON lacks is spelled as Zarr v3 does its fill values, or as near as can be: "NaN",
 * "Infinity", integers beyond 2^53 as text, bytes and references as `0x` and hexadecimal digits.
 */
export function toJson(value: Hdf5Value): Json {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return hex(value);
  if (value instanceof Hdf5Reference) return hex(value.bytes);
  if (isList(value)) return value.map(toJson);
  return Object.fromEntries(
    Object.entries(value as Hdf5Record).map(([name, member]) => [name, toJson(member)]),
  );
}

function isList(value: Hdf5Value): value is readonly Hdf5Value[] {
  return Array.isArray(value);
}

function hex(bytes: Bytes): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
