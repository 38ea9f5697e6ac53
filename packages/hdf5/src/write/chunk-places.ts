/**
 * Where the chunks of an array went: 16 bytes of memory a chunk.
 *
 * @module
 */

export class ChunkPlaces {
  readonly #offsets: Float64Array;
  readonly #byteLengths: Uint32Array;
  readonly #masks: Uint32Array;

  constructor(count: number) {
    // No chunk is at 0: the superblock is.
    this.#offsets = new Float64Array(count);
    this.#byteLengths = new Uint32Array(count);
    this.#masks = new Uint32Array(count);
  }

  set(number: number, offset: number, byteLength: number, mask: number): void {
    this.#offsets[number] = offset;
    this.#byteLengths[number] = byteLength;
    this.#masks[number] = mask;
  }

  has(number: number): boolean {
    return this.#offsets[number] !== 0;
  }

  offset(number: number): number {
    return this.#offsets[number]!;
  }

  byteLength(number: number): number {
    return this.#byteLengths[number]!;
  }

  /** Bit `n`: filter `n` was left out. */
  mask(number: number): number {
    return this.#masks[number]!;
  }

  /** Numbers of the chunks that are there, in order. */
  written(): readonly number[] {
    const numbers: number[] = [];
    for (let n = 0; n < this.#offsets.length; n += 1) if (this.#offsets[n] !== 0) numbers.push(n);
    return numbers;
  }

  get count(): number {
    return this.#offsets.reduce((sum, offset) => (offset === 0 ? sum : sum + 1), 0);
  }
}
