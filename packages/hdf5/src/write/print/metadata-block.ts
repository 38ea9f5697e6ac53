/**
 * Metadata on the way to their place in the file, all of them side by side.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { GlobalHeapWriter } from "../value/global-heap-writer.ts";

const ALIGNMENT = 8;

export class MetadataBlock {
  /** Where the block will be in the file. */
  readonly start: number;
  /** For what attributes and fill values refer to. */
  readonly heap: GlobalHeapWriter;
  readonly #parts: { readonly address: number; readonly bytes: Bytes }[] = [];
  #end: number;

  constructor(start: number) {
    this.start = Math.ceil(start / ALIGNMENT) * ALIGNMENT;
    this.#end = this.start;
    this.heap = new GlobalHeapWriter((byteLength) => this.allocate(byteLength));
  }

  get end(): number {
    return this.#end;
  }

  /** The address of room for `byteLength` bytes. */
  allocate(byteLength: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + byteLength) / ALIGNMENT) * ALIGNMENT;
    return address;
  }

  put(address: number, bytes: Bytes): void {
    this.#parts.push({ address, bytes });
  }

  bytes(): Bytes {
    const joined = new Uint8Array(this.#end - this.start);
    for (const { address, bytes } of [...this.#parts, ...this.heap.collections()]) {
      joined.set(bytes, address - this.start);
    }
    return joined;
  }
}
