/**
 * Writing bits of JPEG XL, least significant first. ISO/IEC 18181-1 Annex B.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export class JpegXlWriter {
  #buffer: Bytes;
  #position = 0;
  #held = 0;
  #count = 0;

  constructor(expectedByteLength = 256) {
    this.#buffer = new Uint8Array(expectedByteLength + 8);
  }

  /** The lowest `count` bits of `value`, 0 to 24; it has no others. */
  write(value: number, count: number): void {
    this.#held |= value << this.#count;
    this.#count += count;
    if (this.#position + 4 > this.#buffer.length) this.#grow();
    while (this.#count >= 8) {
      this.#buffer[this.#position++] = this.#held;
      this.#held >>>= 8;
      this.#count -= 8;
    }
  }

  /** A number in the first of `ranges` (`count` bits from `from` on) that contains it: U32 of Annex B. */
  choose(value: number, ranges: readonly (readonly [from: number, count: number])[]): void {
    const selector = ranges.findIndex(([from, count]) => value >= from && value < from + 2 ** count);
    const [from, count] = ranges[selector]!;
    this.write(selector, 2);
    const low = Math.min(count, 16);
    this.write((value - from) & (2 ** low - 1), low);
    this.write((value - from) >>> low, count - low);
  }

  /** What has been written, with zeroes up to a whole byte. */
  bytes(): Bytes {
    const rest = this.#count > 0 ? 1 : 0;
    if (rest) this.#buffer[this.#position] = this.#held;
    return this.#buffer.subarray(0, this.#position + rest);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#buffer.length);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
