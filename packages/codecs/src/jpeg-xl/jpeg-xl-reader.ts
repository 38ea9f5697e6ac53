/**
 * Reading bits of JPEG XL, least significant first. ISO/IEC 18181-1 Annex B.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { badJpegXl } from "./jpeg-xl-error.ts";

type Range = readonly [from: number, count: number];

/** Beyond the last byte there are zeroes; whoever reads must ask `checkEnd` in time. */
export class JpegXlReader {
  readonly #bytes: Bytes;
  #next = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** The next `count` bits, 0 to 24. */
  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  /** The next `count` bits, 0 to 24, without taking them. */
  peek(count: number): number {
    while (this.#count < count) {
      const byte = this.#next < this.#bytes.length ? this.#bytes[this.#next]! : 0;
      this.#held |= byte << this.#count;
      this.#next += 1;
      this.#count += 8;
    }
    return this.#held & ((1 << count) - 1);
  }

  /** Takes `count` bits that have been peeked at. */
  skip(count: number): void {
    this.#held >>>= count;
    this.#count -= count;
  }

  /** The next `count` bits, 0 to 32. */
  readWide(count: number): number {
    if (count <= 24) return this.read(count);
    const low = this.read(16);
    return low + this.read(count - 16) * 0x10000;
  }

  flag(): boolean {
    return this.read(1) === 1;
  }

  /** U32: two bits tell which range a number is of. */
  choose(...ranges: readonly [Range, Range, Range, Range]): number {
    const [from, count] = ranges[this.read(2)]!;
    return from + this.readWide(count);
  }

  /** U64. Numbers beyond 2^53 are rounded. */
  readLong(): number {
    const selector = this.read(2);
    if (selector < 2) return selector === 0 ? 0 : 1 + this.read(4);
    if (selector === 2) return 17 + this.read(8);
    let value = this.read(12);
    for (let shift = 12; this.flag(); shift += 8) {
      if (shift === 60) return value + this.read(4) * 2 ** shift;
      value += this.read(8) * 2 ** shift;
    }
    return value;
  }

  /** Extensions: a number of bits for each bit that is set, and then all of those. §D.3.1. */
  skipExtensions(): void {
    let length = 0;
    for (let flags = this.readLong(); flags > 0; flags = Math.floor(flags / 2)) {
      if (flags % 2 === 1) length += this.readLong();
    }
    this.skipBits(length);
  }

  skipBits(count: number): void {
    let rest = count;
    for (; rest > 24 && !this.isBeyondEnd; rest -= 24) this.read(24);
    this.checkEnd();
    this.read(rest);
  }

  /** Skips to the next whole byte, and returns its position. */
  align(): number {
    this.read(this.#count % 8);
    this.checkEnd();
    return this.#next - this.#count / 8;
  }

  get isBeyondEnd(): boolean {
    return this.#next - (this.#count >>> 3) > this.#bytes.length;
  }

  /** Throws if more has been taken than there was. */
  checkEnd(): void {
    if (this.isBeyondEnd) throw badJpegXl(`a part of ${this.#bytes.length} bytes ends too early`);
  }
}
