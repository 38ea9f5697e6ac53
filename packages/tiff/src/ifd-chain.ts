/**
 * The linked list of IFDs, walked no further than asked.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { readNextIfdOffset } from "./ifd-entries.ts";
import type { TiffContext } from "./tiff-context.ts";
import { invalidTiff } from "./tiff-error.ts";

export class IfdChain {
  readonly #context: TiffContext;
  readonly #offsets: number[];
  readonly #seen: Set<number>;
  #isComplete = false;

  constructor(context: TiffContext) {
    this.#context = context;
    this.#offsets = [context.firstIfdOffset];
    this.#seen = new Set(this.#offsets);
  }

  /** Offset of IFD `n`; `undefined` past the end. Rejects with "invalid-data" if the chain breaks before. */
  async offset(n: number, options?: CallOptions): Promise<number | undefined> {
    while (this.#offsets.length <= n && !this.#isComplete) await this.#advance(options);
    return this.#offsets[n];
  }

  /** IFDs in the whole chain. */
  async count(options?: CallOptions): Promise<number> {
    while (!this.#isComplete) await this.#advance(options);
    return this.#offsets.length;
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
