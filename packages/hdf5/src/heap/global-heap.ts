/**
 * Global heaps: elements of variable length, region references and the mappings of virtual datasets. HDF5 File Format
 * Specification 4.0 §III.E.
 *
 * @module
 */

import { type Bytes, type CallOptions, LruMap } from "@chunkwright/core";
import type { FieldReader } from "../file/field-reader.ts";
import { type Hdf5Context, readFields } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";

/** A collection of objects, which are found by their index. */
export interface Collection {
  readonly objects: ReadonlyMap<number, Bytes>;
  /** Bytes of the file that it takes. */
  readonly byteLength: number;
}

/** Larger collections hold the elements of a dataset; attributes of many objects share small ones. */
const MOST_BYTES_KEPT = 2 ** 16;
const COLLECTIONS_KEPT = 16;

/** Collections that were read last, by their addresses. */
export function collectionCache(): LruMap<number, Collection> {
  return new LruMap(COLLECTIONS_KEPT);
}

/** Where an object is: the address of its collection, and its index in it. */
export interface HeapId {
  readonly address: number;
  readonly index: number;
}

/** An address of 0 stands for no object: a string or sequence that was never written. */
export function parseHeapId(fields: FieldReader): HeapId {
  return { address: fields.address() ?? 0, index: fields.u32() };
}

/**
 *    0  4  signature "GCOL"
 *    4  1  version, 1
 *    8  L  collection size, this header included
 *          objects: 2 index, 2 reference count, 4 reserved, L size, the data padded to 8; index 0 is free space
 *
 * Both headers are padded to 8, too, which §III.E does not say and shows where lengths have 4 bytes: libhdf5's have 16.
 */
export async function readCollection(
  context: Hdf5Context,
  address: number,
  options?: CallOptions,
): Promise<Collection> {
  const known = context.collections.get(address);
  if (known) return known;
  const what = `the global heap collection at ${address}`;
  const headerBytes = 8 + context.sizeOfLengths;
  const header = await readFields(context, address, headerBytes, what, options);
  header.signature("GCOL");
  header.version(1);
  header.skip(3);
  const byteLength = header.length();
  const fields = await readFields(context, address, byteLength, what, options);
  fields.skip(headerBytes);
  fields.align(8);
  const objects = new Map<number, Bytes>();
  while (fields.remaining >= headerBytes) {
    const index = fields.u16();
    if (index === 0) break;
    fields.skip(6);
    const objectBytes = fields.length();
    fields.align(8);
    objects.set(index, fields.take(objectBytes));
    fields.align(8);
  }
  const collection = { objects, byteLength };
  if (byteLength <= MOST_BYTES_KEPT) context.collections.set(address, collection);
  return collection;
}

/** The object that `id` names. */
export function heapObject(collection: Collection, { address, index }: HeapId): Bytes {
  const object = collection.objects.get(index);
  if (object) return object;
  throw invalidHdf5(`Cannot read object ${index} of the global heap collection at ${address}: it has none`, {
    section: "§III.E",
  });
}
