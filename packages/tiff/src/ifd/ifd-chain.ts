/**
 * The linked list of IFDs, walked no further than asked.
 *
 * Over HTTP each IFD that lies far from the one before costs a request. So where many are to be skipped, their places are
 * guessed from those that are known, and a guess is checked when its IFD is asked for: if it is wrong, the chain is walked.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";
import { evenDistance, guessEvenIfds, guessIndexedIfds, probeIfd, SHORTEST_LEAP } from "./guess-ifds.ts";
import { IfdOffsets } from "./ifd-offsets.ts";
import { IfdReadAhead } from "./ifd-read-ahead.ts";
import { knownNextIfd, readIfdEnd } from "./ifd-table.ts";

/** How often IFDs are guessed: in a file of many short runs of even distances walking takes no longer. */
const MAX_GUESSES = 16;

export class IfdChain {
  readonly #context: TiffContext;
  readonly #known: IfdOffsets;
  readonly #ahead: IfdReadAhead;
  #guessesLeft = MAX_GUESSES;
  /** Whether the file's own index of IFDs has been looked for. */
  #isIndexRead = false;
  /** The IFD that was asked for last. */
  #asked = 0;

  /** `stored` are the offsets of all IFDs, from `offsets` in an earlier session; each is checked when it is asked for. */
  constructor(context: TiffContext, stored: readonly number[] = []) {
    this.#context = context;
    this.#known = new IfdOffsets(context.firstIfdOffset);
    this.#ahead = new IfdReadAhead(context.blocks);
    const isOfFile = stored.length <= context.maxIfds && stored[0] === context.firstIfdOffset;
    if (!isOfFile) return;
    this.#known.guess(stored.slice(1));
    this.#known.complete();
  }

  /** Offset of IFD `n`; `undefined` past the end. Rejects with "invalid-data" if the chain breaks before. */
  async offset(n: number, options?: CallOptions): Promise<number | undefined> {
    // A caller that asks for one IFD after the other will go on, perhaps to the end.
    const isSequential = n === this.#asked + 1;
    const wanted = isSequential ? 2 * n : n;
    if (!isSequential && n !== this.#asked) this.#ahead.restart();
    this.#asked = n;
    if (isSequential && this.has(n)) this.#ahead.request(this.#known.all, n, wanted, options);
    await this.#reach(n, options, wanted);
    if (this.#known.isUncertain(n) && !(await this.#isConfirmed(n, options))) {
      this.#known.dropGuesses();
      this.#guessesLeft = 0;
      await this.#reach(n, options);
    }
    return this.#known.at(n);
  }

  /** The same, if it takes no reading; `undefined` past the end, too. */
  known(n: number): number | undefined {
    this.#walkKnown(n);
    const offset = this.#known.at(n);
    if (offset === undefined) return undefined;
    if (this.#known.isUncertain(n)) {
      const next = knownNextIfd(this.#context, offset);
      if (next === undefined || !this.#known.leadsRight(n, next)) return undefined;
    }
    this.#asked = n;
    return offset;
  }

  /** Whether IFD `n` is known to be there; whether it is one shows when it is read. */
  has(n: number): boolean {
    return n < this.#known.count;
  }

  /** Starts reading IFD `n`, if it is known where it is. */
  prefetch(n: number, options?: CallOptions): void {
    const before = this.#known.at(n - 1);
    const offset = this.#known.at(n) ?? (before === undefined ? 0 : knownNextIfd(this.#context, before));
    if (offset) this.#context.blocks.prefetch(offset, options);
  }

  /** IFDs in the whole chain. */
  async count(options?: CallOptions): Promise<number> {
    await this.#reach(Number.POSITIVE_INFINITY, options);
    return this.#known.count;
  }

  /** Where all IFDs are. */
  async offsets(options?: CallOptions): Promise<readonly number[]> {
    await this.#reach(Number.POSITIVE_INFINITY, options);
    return [...this.#known.all];
  }

  /** Goes on until IFD `n` is known, or the end. IFDs up to number `wanted` may be read ahead. */
  async #reach(n: number, options?: CallOptions, wanted: number = 2 * n): Promise<void> {
    while (!this.has(n) && !this.#known.isComplete) {
      if (n - this.#known.count >= SHORTEST_LEAP) await this.#guess(n, options);
      if (this.has(n)) return;
      const { all, count } = this.#known;
      this.#ahead.request(all, count - 1, Math.min(wanted, 2 * count), options);
      await this.#advance(options);
      this.#walkKnown(n);
    }
  }

  /** Whether the IFD that was guessed is one, and leads to where the next one was guessed. */
  async #isConfirmed(n: number, options?: CallOptions): Promise<boolean> {
    const end = await probeIfd(this.#context, this.#known.at(n)!, options);
    return this.#known.leadsRight(n, end?.next);
  }

  /** Adds IFDs without walking: all that the file's own index tells, or else those up to number `n` in even distances. */
  async #guess(n: number, options?: CallOptions): Promise<void> {
    const { count } = this.#known;
    const indexed = await this.#guessIndexed(options);
    const guessed = indexed.length > 0 ? indexed : await this.#guessEven(n, options);
    const isOvertaken = this.#known.count !== count; // by another caller, who has walked on meanwhile
    if (guessed.length === 0 || isOvertaken) return;
    this.#known.guess(guessed);
    if (guessed === indexed) this.#known.complete();
  }

  async #guessIndexed(options?: CallOptions): Promise<readonly number[]> {
    if (this.#isIndexRead) return [];
    this.#isIndexRead = true;
    return guessIndexedIfds(this.#context, this.#known.all, options);
  }

  async #guessEven(n: number, options?: CallOptions): Promise<readonly number[]> {
    const distance = evenDistance(this.#known.all);
    if (distance === undefined || this.#guessesLeft === 0) return [];
    this.#guessesLeft -= 1;
    return guessEvenIfds(this.#context, this.#known.all, distance, n, options);
  }

  /** Goes on by an IFD. */
  async #advance(options?: CallOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    const { count, last } = this.#known;
    const { next } = await readIfdEnd(this.#context, last, options);
    const isOvertaken = this.#known.count !== count;
    if (!isOvertaken) this.#follow(next);
  }

  /** Goes on, up to IFD `n`, as far as that takes no reading. */
  #walkKnown(n: number): void {
    while (!this.has(n) && !this.#known.isComplete) {
      const next = knownNextIfd(this.#context, this.#known.last);
      if (next === undefined) return;
      this.#follow(next);
    }
  }

  /** Adds the IFD at `next`, where the last one leads. */
  #follow(next: number): void {
    if (next === 0) {
      this.#known.complete();
      return;
    }
    const { file, maxIfds } = this.#context;
    const { count, last } = this.#known;
    const refuse = (fact: string) =>
      invalidTiff(`Cannot walk the IFDs: ${fact}`, { offset: last, section: "TIFF 6.0 §2" });
    if (this.#known.has(next)) throw refuse(`IFD ${count - 1} at ${last} leads back to ${next}`);
    if (count >= maxIfds) throw refuse(`there are more than ${maxIfds}`);
    if (next >= file.size) {
      throw refuse(`IFD ${count - 1} at ${last} leads to ${next}, outside the file of ${file.size} bytes`);
    }
    this.#known.add(next);
  }
}
