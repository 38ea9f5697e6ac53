/**
 * Collections of the global heap, as the elements that refer to them are met.
 *
 * @module
 */

import { type Bytes, type CallOptions, mapConcurrently } from "@chunkwright/core";
import type { Hdf5Context } from "../hdf5-context.ts";
import { invalidHdf5 } from "../hdf5-error.ts";
import { type Collection, type HeapId, heapObject, readCollection } from "./global-heap.ts";

/** Sequences may share heap objects, and so stand for far more elements than are stored. */
const MAX_ELEMENTS = 2 ** 26;
/** A file with tricks may have each collection claim to be as long as the file: not all of them are read at once. */
const READS_AT_ONCE = 64;

/** Collections met so far. Values are decoded again once those that were missing are there. */
export class HeapCollections {
  readonly context: Hdf5Context;
  readonly #known = new Map<number, Collection>();
  readonly #missing = new Set<number>();
  #spent = 0;
  /** Bytes of all collections that were read. */
  #byteLength = 0;

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
    await mapConcurrently(addresses, (address) => this.#read(address, options), {
      concurrency: READS_AT_ONCE,
      signal: options?.signal,
    });
  }

  async #read(address: number, options: CallOptions | undefined): Promise<void> {
    const collection = await readCollection(this.context, address, options);
    this.#byteLength += collection.byteLength;
    if (this.#byteLength > this.context.blocks.size) {
      throw invalidHdf5("Cannot read a value: collections of the global heap lie within each other", {
        section: "§III.E",
      });
    }
    this.#known.set(address, collection);
  }
}
