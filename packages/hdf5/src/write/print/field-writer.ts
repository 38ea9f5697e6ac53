/**
 * The counterpart of `FieldReader`: fields of structures one after the other, little-endian, offsets and lengths of 8
 * bytes. HDF5 File Format Specification 4.0 §I.
 *
 * @module
 */

import { lookup3 } from "@chunkwright/codecs/lazy";
import type { Bytes } from "@chunkwright/core";

const WORD = 2 ** 32;
const UTF8 = new TextEncoder();

export class FieldWriter {
  #bytes: Bytes;
  #view: DataView;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written so far. */
  get byteLength(): number {
    return this.#length;
  }

  /** All that has been written, over the writer's memory. */
  get bytes(): Bytes {
    return this.#bytes.subarray(0, this.#length);
  }

  u8(value: number): this {
    const start = this.#advance(1);
    this.#view.setUint8(start, value);
    return this;
  }

  u16(value: number): this {
    const start = this.#advance(2);
    this.#view.setUint16(start, value, true);
    return this;
  }

  u32(value: number): this {
    const start = this.#advance(4);
    this.#view.setUint32(start, value, true);
    return this;
  }

  /** An unsigned integer of 8 bytes: a length. */
  u64(value: number): this {
    return this.u32(value % WORD).u32(Math.floor(value / WORD));
  }

  /** All bits set address nothing. */
  address(value: number | undefined): this {
    return value === undefined ? this.u32(WORD - 1).u32(WORD - 1) : this.u64(value);
  }

  put(bytes: Uint8Array): this {
    const start = this.#advance(bytes.byteLength);
    this.#bytes.set(bytes, start);
    return this;
  }

  /** UTF-8 and nothing behind it. */
  text(text: string): this {
    return this.put(UTF8.encode(text));
  }

  zeros(count: number): this {
    this.#advance(count);
    return this;
  }

  /** Zeros up to the next multiple of `unit`, counted from `start`. */
  align(unit: number, start = 0): this {
    return this.zeros((unit - ((this.#length - start) % unit)) % unit);
  }

  /** Zeros up to `byteLength` in all. */
  padTo(byteLength: number): this {
    return this.zeros(byteLength - this.#length);
  }

  /** The checksum of all that has been written. */
  checksum(): this {
    return this.u32(lookup3(this.bytes));
  }

  /** Where the next `length` bytes go. The memory may be another afterwards. */
  #advance(length: number): number {
    const start = this.#length;
    const end = start + length;
    if (end > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.byteLength));
      larger.set(this.bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = end;
    return start;
  }
}

export function encodeText(text: string): Bytes {
  return UTF8.encode(text);
}
