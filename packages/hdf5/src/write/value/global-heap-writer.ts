/**
 * Global heaps: bytes of any length, referred to by elements and attributes. HDF5 File Format Specification 4.0 §III.E.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { FieldWriter } from "../print/field-writer.ts";

/** H5HG_MINSIZE: libhdf5 refuses smaller collections. */
const MIN_COLLECTION_BYTES = 4096;
/** Larger only for larger objects: readers load whole collections. */
const MAX_COLLECTION_BYTES = 65536;
/** Length of the header of a collection, and of each object in it. */
const HEADER_BYTES = 16;
const MAX_OBJECTS = 65535;

export interface PrintedCollection {
  readonly address: number;
  readonly bytes: Bytes;
}

interface Collection {
  readonly address: number;
  readonly byteLength: number;
  readonly objects: Bytes[];
  used: number;
}

export class GlobalHeapWriter {
  readonly #allocate: (byteLength: number) => number;
  readonly #collections: Collection[] = [];
  /** Bytes that are yet to come, as far as is known. */
  #expected = 0;

  /** `allocate` finds room for a collection. */
  constructor(allocate: (byteLength: number) => number) {
    this.#allocate = allocate;
  }

  /** Finds room for objects that will come, of `byteLength` in all: of one collection now, of others in time. */
  reserve(byteLength: number): void {
    this.#expected = byteLength;
    if (byteLength > HEADER_BYTES) this.#openCollection(0);
  }

  /** What `objects` take in a heap. */
  static byteLength(objects: readonly Bytes[]): number {
    return objects.reduce((sum, object) => sum + objectBytes(object), HEADER_BYTES);
  }

  /**
   * Stores objects; 16 bytes of reference to each, with its length in elements of `elementBytes`. One without bytes is not
   * stored.
   */
  store(objects: readonly Bytes[], elementBytes = 1): Bytes {
    const references = new FieldWriter(16 * objects.length);
    for (const object of objects) {
      const { byteLength } = object;
      if (byteLength === 0) {
        references.zeros(16);
        continue;
      }
      const collection = this.#collectionFor(objectBytes(object));
      collection.objects.push(object);
      collection.used += objectBytes(object);
      this.#expected -= objectBytes(object);
      references
        .u32(byteLength / elementBytes)
        .address(collection.address)
        .u32(collection.objects.length);
    }
    return references.bytes;
  }

  collections(): readonly PrintedCollection[] {
    return this.#collections.map((collection) => ({
      address: collection.address,
      bytes: printCollection(collection),
    }));
  }

  #collectionFor(byteLength: number): Collection {
    const last = this.#collections.at(-1);
    const hasRoom = last && last.used + byteLength <= last.byteLength && last.objects.length < MAX_OBJECTS;
    if (hasRoom) return last;
    return this.#openCollection(byteLength);
  }

  #openCollection(byteLength: number): Collection {
    const wanted = Math.min(HEADER_BYTES + Math.max(0, this.#expected), MAX_COLLECTION_BYTES);
    const size = Math.max(MIN_COLLECTION_BYTES, wanted, HEADER_BYTES + byteLength);
    const opened: Collection = {
      address: this.#allocate(size),
      byteLength: size,
      objects: [],
      used: HEADER_BYTES,
    };
    this.#collections.push(opened);
    return opened;
  }
}

function objectBytes({ byteLength }: Bytes): number {
  return HEADER_BYTES + Math.ceil(byteLength / 8) * 8;
}

/** See `readCollection` for the fields. Object 0 is the room that is left. */
function printCollection({ byteLength, objects, used }: Collection): Bytes {
  const fields = new FieldWriter(byteLength).text("GCOL").u32(1).u64(byteLength);
  for (const [n, object] of objects.entries()) {
    fields
      .u16(n + 1)
      .u16(0)
      .u32(0)
      .u64(object.byteLength)
      .put(object)
      .align(8);
  }
  const left = byteLength - used;
  if (left >= HEADER_BYTES) fields.u16(0).u16(0).u32(0).u64(left);
  return fields.padTo(byteLength).bytes;
}
