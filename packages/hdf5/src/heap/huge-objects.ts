/**
 * Objects too large for the blocks of a fractal heap: each lies by itself. HDF5 File Format Specification 4.0 §III.G,
 * "Huge Object".
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
import { decodeFiltered } from "../chunk/filtered-bytes.ts";
import type { FieldReader } from "../file/field-reader.ts";
import { type Hdf5Context, readFields } from "../hdf5-context.ts";
import { readBtreeV2 } from "./btree-v2.ts";
import type { BlockPointer, HeapHeader } from "./fractal-heap-header.ts";

export interface HugeObject extends BlockPointer {
  readonly byteLength: number;
}

/** A huge object whose place is in the ID itself, as there is room for it. */
export function directHugeObject(header: HeapHeader, fields: FieldReader): HugeObject | undefined {
  const { sizeOfOffsets, sizeOfLengths } = fields.sizes;
  const isFiltered = header.filters.length > 0;
  const needed = sizeOfOffsets + sizeOfLengths + (isFiltered ? 4 + sizeOfLengths : 0);
  return header.idBytes - 1 >= needed ? hugeObject(fields, isFiltered) : undefined;
}

function hugeObject(fields: FieldReader, isFiltered: boolean): HugeObject {
  const address = fields.definedAddress();
  const length = fields.length();
  if (!isFiltered) return { address, byteLength: length, filtered: undefined };
  const mask = fields.u32();
  return { address, filtered: { length, mask }, byteLength: fields.length() };
}

/** B-tree records of types 1 (plain) and 2 (filtered): the object's place, and its number. */
export async function readHugeObjects(
  context: Hdf5Context,
  header: HeapHeader,
  options?: CallOptions,
): Promise<ReadonlyMap<number, HugeObject>> {
  if (header.hugeTreeAddress === undefined) return new Map();
  const isFiltered = header.filters.length > 0;
  const types = isFiltered ? [2] : [1];
  const objects = await readBtreeV2(
    context,
    header.hugeTreeAddress,
    types,
    (record): readonly [number, HugeObject] => {
      const object = hugeObject(record, isFiltered);
      return [record.length(), object];
    },
    options,
  );
  return new Map(objects);
}

export async function readHuge(
  context: Hdf5Context,
  { filters, what }: HeapHeader,
  { address, filtered, byteLength }: HugeObject,
  options?: CallOptions,
): Promise<Bytes> {
  const length = filtered?.length ?? byteLength;
  const { bytes } = await readFields(context, address, length, `a huge object of ${what}`, options);
  return filtered ? decodeFiltered(context, filters, bytes, byteLength, filtered.mask, options) : bytes;
}
