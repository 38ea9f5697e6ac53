/**
 * LZMA's range encoder. "LZMA specification" (Pavlov, 2015), "Range Coder".
 *
 * @module
 */

/** Probabilities that a bit is 0, in parts of 2048. */
export type Probabilities = Uint16Array;

export function freshProbabilities(count: number): Probabilities {
  return new Uint16Array(count).fill(1024);
}

const PROBABILITY_BITS = 11;
/** Adaptation rate of the probabilities. */
const MOVE_BITS = 5;
const TOP = 2 ** 24;

export class RangeEncoder {
  readonly #output: Uint8Array;
  #position = 0;
  #low = 0;
  #range = 0xffffffff;
  /** The pending byte that a carry may still change, and the number of 0xff bytes after it. */
  #cache = 0;
  #cached = 1;

  constructor(output: Uint8Array) {
    this.#output = output;
  }

  /** Upper bound of the size if the output ended here. */
  get byteLength(): number {
    return this.#position + this.#cached + 4;
  }

  bit(probabilities: Probabilities, at: number, bit: number): void {
    const probability = probabilities[at]!;
    const bound = (this.#range >>> PROBABILITY_BITS) * probability;
    if (bit === 0) {
      this.#range = bound;
      probabilities[at] = probability + (((1 << PROBABILITY_BITS) - probability) >> MOVE_BITS);
    } else {
      this.#low += bound;
      this.#range -= bound;
      probabilities[at] = probability - (probability >> MOVE_BITS);
    }
    this.#normalize();
  }

  /** Direct bits: the lowest `count` of `value`, most significant first, with probability one half. */
  direct(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i -= 1) {
      this.#range >>>= 1;
      if ((value >>> i) & 1) this.#low += this.#range;
      this.#normalize();
    }
  }

  /** A bit tree: `count` bits, most significant first, each with a probability that depends on the bits before. */
  tree(probabilities: Probabilities, start: number, count: number, value: number): void {
    let node = 1;
    for (let i = count - 1; i >= 0; i -= 1) {
      const bit = (value >>> i) & 1;
      this.bit(probabilities, start + node, bit);
      node = 2 * node + bit;
    }
  }

  /** As `tree`, least significant bit first. */
  reverseTree(probabilities: Probabilities, start: number, count: number, value: number): void {
    let node = 1;
    for (let i = 0; i < count; i += 1) {
      const bit = (value >>> i) & 1;
      this.bit(probabilities, start + node, bit);
      node = 2 * node + bit;
    }
  }

  /** Ends the output and returns its size. */
  finish(): number {
    for (let i = 0; i < 5; i += 1) this.#shift();
    return this.#position;
  }

  #normalize(): void {
    if (this.#range >= TOP) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#shift();
  }

  #shift(): void {
    const carry = this.#low >= 2 ** 32 ? 1 : 0;
    if (carry === 1 || this.#low < 0xff000000) {
      for (let byte = this.#cache; this.#cached > 0; this.#cached -= 1, byte = 0xff) {
        this.#output[this.#position++] = byte + carry;
      }
      this.#cache = Math.floor(this.#low / TOP) % 256;
    }
    this.#cached += 1;
    this.#low = (this.#low % TOP) * 256;
  }
}
