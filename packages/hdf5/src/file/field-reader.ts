/**
 * A cursor over the fields of one structure: little-endian, bounds-checked, with the file's sizes of offsets and
 * lengths. HDF5 File Format Specification 4.0 §I.
 *
 * @module
 */

import { type Bytes, dataViewOf, decodeText } from "@chunkwright/core";
import { invalidHdf5, unsupportedHdf5 } from "../hdf5-error.ts";

/** Widths of addresses and lengths in bytes: "Size of Offsets" and "Size of Lengths" of the superblock. */
export interface FieldSizes {
  readonly sizeOfOffsets: number;
  readonly sizeOfLengths: number;
  /** Where the file is in several with addresses far apart, beyond 2^53 too: the place of an address in them as one. */
  readonly placeOf?: ((address: bigint) => number) | undefined;
}

export class FieldReader {
  readonly bytes: Bytes;
  /** What errors call the structure. */
  readonly what: string;
  readonly sizes: FieldSizes;
  /** Place of the next field in `bytes`. */
  position = 0;
  readonly #view: DataView;

  constructor(bytes: Bytes, what: string, sizes: FieldSizes) {
    this.bytes = bytes;
    this.what = what;
    this.sizes = sizes;
    this.#view = dataViewOf(bytes);
  }

  get remaining(): number {
    return this.bytes.byteLength - this.position;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  /** An unsigned integer of `width` bytes. Throws "unsupported" beyond 2^53. */
  uint(width: number): number {
    const start = this.position;
    const value = this.uintOrUndefined(width);
    if (value !== undefined) return value;
    const place = `at byte ${start} of ${this.what}`;
    throw unsupportedHdf5(`Cannot read the integer ${place}: it is beyond 2^53`, "integers beyond 2^53");
  }

  /** `undefined` if all bits are set, as in the undefined address and in unlimited sizes, or beyond 2^53. */
  uintOrUndefined(width: number): number | undefined {
    const start = this.#advance(width);
    let value = 0;
    for (let i = width - 1; i >= 0; i -= 1) value = value * 256 + this.bytes[start + i]!;
    if (value === 2 ** (8 * width) - 1 && width > 1) return undefined;
    return Number.isSafeInteger(value) ? value : undefined;
  }

  /** An address, relative to the base address; `undefined` if it is the undefined address. */
  address(): number | undefined {
    const { sizeOfOffsets: width, placeOf } = this.sizes;
    const start = this.#advance(width);
    if (this.bytes.subarray(start, this.position).every((byte) => byte === 0xff)) return undefined;
    this.position = start;
    return placeOf && width === 8 ? placeOf(this.u64()) : this.uint(width);
  }

  /** An address that must be defined. */
  definedAddress(): number {
    const start = this.position;
    const address = this.address();
    if (address !== undefined) return address;
    throw invalidHdf5(`Cannot read ${this.what}: the address at byte ${start} of it is undefined`);
  }

  length(): number {
    return this.uint(this.sizes.sizeOfLengths);
  }

  /** The next `length` bytes, over the same memory. */
  take(length: number): Bytes {
    const start = this.#advance(length);
    return this.bytes.subarray(start, start + length);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  /** Skips what is left of a multiple of `unit` since `start`. */
  align(unit: number, start = 0): void {
    const past = (this.position - start) % unit;
    // The last field of a structure may be without its padding.
    if (past > 0) this.position += Math.min(unit - past, this.remaining);
  }

  /** Text up to a NUL, which is passed over. */
  cstring(): string {
    const end = this.bytes.indexOf(0, this.position);
    if (end === -1)
      throw invalidHdf5(`Cannot read ${this.what}: its name at byte ${this.position} does not end`);
    const text = decodeText(this.bytes.subarray(this.position, end));
    this.position = end + 1;
    return text;
  }

  /** Throws "invalid-data" unless the four bytes of `signature` are next. */
  signature(signature: string): void {
    const found = String.fromCharCode(...this.take(signature.length));
    if (found === signature) return;
    throw invalidHdf5(
      `Cannot read ${this.what}: it begins with ${JSON.stringify(found)}, not "${signature}"`,
    );
  }

  /** The version number that is next, if it is one of `known`. */
  version(...known: readonly number[]): number {
    const version = this.u8();
    if (known.includes(version)) return version;
    throw unsupportedHdf5(
      `Cannot read ${this.what}: its version is ${version}`,
      `${this.what}, version ${version}`,
    );
  }

  #advance(length: number): number {
    const start = this.position;
    if (!(length >= 0 && start + length <= this.bytes.byteLength)) {
      throw invalidHdf5(
        `Cannot read ${this.what}: ${length} bytes at ${start} of it lie outside its ${this.bytes.byteLength}`,
      );
    }
    this.position = start + length;
    return start;
  }
}
