/**
 * The linked list of IFDs, walked no further than asked.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { BLOCK_BYTES } from "./block-reader.ts";
import { readNextIfdOffset } from "./ifd-entries.ts";
import type { TiffContext } from "./tiff-context.ts";
import { invalidTiff } from "./tiff-error.ts";

/** Blocks read ahead at a time. */
const BLOCKS_AHEAD = 32;

export class IfdChain {
  readonly #context: TiffContext;
  readonly #offsets: number[];
  readonly #seen: Set<number>;
  #isComplete = false;
  /** IFDs up to this one are being read, if they are where they would be at a constant distance. */
  #readTo = 0;

  constructor(context: TiffContext) {
    this.#context = context;
    this.#offsets = [context.firstIfdOffset];
    this.#seen = new Set(this.#offsets);
  }

  /** Offset of IFD `n`; `undefined` past the end. Rejects with "invalid-data" if the chain breaks before. */
  async offset(n: number, options?: CallOptions): Promise<number | undefined> {
    // Whoever asks for one after the other goes on, perhaps to the end.
    const isSequential = n === this.#offsets.length;
    while (this.#offsets.length <= n && !this.#isComplete) {
      this.#readAhead(isSequential ? 2 * n : n, options);
      await this.#advance(options);
    }
    return this.#offsets[n];
  }

  /** IFDs in the whole chain. */
  async count(options?: CallOptions): Promise<number> {
    while (!this.#isComplete) {
      this.#readAhead(2 * this.#offsets.length, options);
      await this.#advance(options);
    }
    return this.#offsets.length;
  }

  /**
   * Most writers leave a constant distance between IFDs. Where that was so last, the blocks with the IFDs up to number
   * `n` would be are asked for together, so that the walk does not wait for each. A wrong guess costs their bytes alone.
   */
  #readAhead(n: number, options?: CallOptions): void {
    const [before = 0, previous = 0, last = 0] = this.#offsets.slice(-3);
    const stride = last - previous;
    const known = this.#offsets.length - 1;
    if (known < Math.max(3, this.#readTo) || stride <= 0 || stride !== previous - before) return;
    const blocks = new Map<number, number>();
    let ifd = known;
    for (let offset = last; ifd < n && blocks.size < BLOCKS_AHEAD; ifd += 1, offset += stride) {
      blocks.set(Math.floor(offset / BLOCK_BYTES), offset);
    }
    this.#readTo = ifd;
    for (const offset of blocks.values()) this.#context.blocks.prefetch(offset, options);
  }

  async #advance(options?: CallOptions): Promise<void> {
    const count = this.#offsets.length;
    const last = this.#offsets[count - 1]!;
    const next = await readNextIfdOffset(this.#context, last, options);
    if (this.#offsets.length !== count) return; // another caller walked on meanwhile
    if (next === 0) {
      this.#isComplete = true;
      return;
    }
    const place = { offset: last, section: "TIFF 6.0 §2" };
    if (this.#seen.has(next)) {
      throw invalidTiff(`Cannot walk the IFDs: IFD ${count - 1} at ${last} leads back to ${next}`, place);
    }
    if (count >= this.#context.maxIfds) {
      throw invalidTiff(`Cannot walk the IFDs: there are more than ${this.#context.maxIfds}`, place);
    }
    if (next >= this.#context.file.size) {
      throw invalidTiff(
        `Cannot walk the IFDs: IFD ${count - 1} at ${last} leads to ${next}, outside the file of ${this.#context.file.size} bytes`,
        place,
      );
    }
    this.#offsets.push(next);
    this.#seen.add(next);
  }
}
