/**
 * The linked list of IFDs, walked no further than asked.
 *
 * Where the IFDs are that lie far ahead is guessed, and checked again when one is asked for: a guess that fails costs a walk,
 * never a wrong answer.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";
import { evenDistance, guessEvenIfds, guessIndexedIfds, probeIfd, SHORTEST_LEAP } from "./guess-ifds.ts";
import { knownNextIfd, readIfdEnd } from "./ifd-table.ts";

/** Blocks read ahead at a time. */
const BLOCKS_AHEAD = 32;
/** Guesses per chain: each may find only a few IFDs. */
const MAX_GUESSES = 16;

export class IfdChain {
  readonly #context: TiffContext;
  #offsets: number[];
  #highest: number;
  /** All of `#offsets`, since one was below the one before: until then none can be there already. */
  #seen: Set<number> | undefined;
  #isComplete = false;
  /** From this IFD on, offsets are guesses or come from the caller. */
  #guessedFrom = Number.POSITIVE_INFINITY;
  #guessesLeft = MAX_GUESSES;
  #isIndexRead = false;
  /** The last IFD that was asked for. */
  #asked = 0;
  /** IFDs up to this one are being read, if they are where they would be at a constant distance. */
  #readTo = 0;

  /** `known` are the offsets of all IFDs, from `offsets` in an earlier session; each is checked when it is asked for. */
  constructor(context: TiffContext, known: readonly number[] = []) {
    this.#context = context;
    const isOfFile = known.length <= context.maxIfds && known[0] === context.firstIfdOffset;
    this.#offsets = isOfFile ? [...known] : [context.firstIfdOffset];
    this.#highest = highestOf(this.#offsets);
    if (!isOfFile) return;
    this.#isComplete = true;
    this.#guessedFrom = 0;
  }

  /** Offset of IFD `n`; `undefined` past the end. Rejects with "invalid-data" if the chain breaks before. */
  async offset(n: number, options?: CallOptions): Promise<number | undefined> {
    // A caller that asks for one IFD after the other will go on, perhaps to the end.
    const isSequential = n === this.#asked + 1;
    const wanted = isSequential ? 2 * n : n;
    if (!isSequential && n !== this.#asked) this.#readTo = 0;
    this.#asked = n;
    if (isSequential && n < this.#offsets.length) this.#readAhead(n, wanted, options);
    await this.#reach(n, options, wanted);
    if (n >= this.#guessedFrom && n < this.#offsets.length && !(await this.#isConfirmed(n, options))) {
      this.#forgetGuesses();
      await this.#reach(n, options);
    }
    return this.#offsets[n];
  }

  /** The same, if it takes no reading; `undefined` past the end, too. */
  known(n: number): number | undefined {
    this.#walkKnown(n);
    if (n >= this.#guessedFrom && n < this.#offsets.length) {
      const next = knownNextIfd(this.#context, this.#offsets[n]!);
      if (next === undefined || !this.#leadsRight(n, next)) return undefined;
    }
    if (n < this.#offsets.length) this.#asked = n;
    return this.#offsets[n];
  }

  /** Whether IFD `n` is known to be there; whether it is one shows when it is read. */
  has(n: number): boolean {
    return n < this.#offsets.length;
  }

  /** IFDs in the whole chain. */
  async count(options?: CallOptions): Promise<number> {
    await this.#reach(Number.POSITIVE_INFINITY, options);
    return this.#offsets.length;
  }

  /** Where all IFDs are. */
  async offsets(options?: CallOptions): Promise<readonly number[]> {
    await this.#reach(Number.POSITIVE_INFINITY, options);
    return [...this.#offsets];
  }

  /** Knows the IFDs up to number `n`, and may read those up to `wanted`. */
  async #reach(n: number, options?: CallOptions, wanted: number = 2 * n): Promise<void> {
    while (this.#offsets.length <= n && !this.#isComplete) {
      const count = this.#offsets.length;
      if (n - count >= SHORTEST_LEAP) await this.#guess(n, options);
      if (this.#offsets.length > n) return;
      this.#readAhead(count - 1, Math.min(wanted, 2 * count), options);
      await this.#advance(options);
      this.#walkKnown(n);
    }
  }

  /**
   * Requests the blocks with the IFDs from number `n` to `end` together, so that a caller that goes along them does not wait
   * for each. If the last known IFDs lie at equal distances, the next are expected at that distance, too: a wrong guess only
   * costs the bytes read.
   */
  #readAhead(n: number, end: number, options?: CallOptions): void {
    if (n < Math.max(3, this.#readTo)) return;
    const known = this.#offsets.length;
    const distance = evenDistance(this.#offsets);
    const { blockBytes } = this.#context.blocks;
    const blocks = new Map<number, number>();
    let ifd = n;
    for (; ifd < (distance ? end : Math.min(end, known)) && blocks.size < BLOCKS_AHEAD; ifd += 1) {
      const offset = this.#offsets[ifd] ?? this.#offsets[known - 1]! + (ifd + 1 - known) * (distance ?? 0);
      blocks.set(Math.floor(offset / blockBytes), offset);
    }
    this.#readTo = ifd;
    for (const offset of blocks.values()) this.#context.blocks.prefetch(offset, options);
  }

  /** Whether the IFD leads to the one that was guessed for the next. */
  async #isConfirmed(n: number, options?: CallOptions): Promise<boolean> {
    const end = await probeIfd(this.#context, this.#offsets[n]!, options);
    return this.#leadsRight(n, end?.next);
  }

  #leadsRight(n: number, next: number | undefined): boolean {
    const isLast = n === this.#offsets.length - 1;
    if (isLast && !this.#isComplete) return true;
    return next === (isLast ? 0 : this.#offsets[n + 1]);
  }

  #forgetGuesses(): void {
    this.#offsets = this.#offsets.slice(0, Math.max(this.#guessedFrom, 1));
    this.#highest = highestOf(this.#offsets);
    this.#seen = undefined;
    this.#isComplete = false;
    this.#guessedFrom = Number.POSITIVE_INFINITY;
    this.#guessesLeft = 0;
  }

  /** Adds IFDs without walking: all that the file's own index tells, or else those up to number `n` in even distances. */
  async #guess(n: number, options?: CallOptions): Promise<void> {
    const count = this.#offsets.length;
    const isFirst = !this.#isIndexRead;
    this.#isIndexRead = true;
    const indexed = isFirst ? await guessIndexedIfds(this.#context, this.#offsets, options) : [];
    const guessed = indexed.length > 0 ? indexed : await this.#guessEven(n, options);
    if (guessed.length === 0 || this.#offsets.length !== count) return; // another caller walked on meanwhile
    this.#guessedFrom = Math.min(this.#guessedFrom, count);
    for (const offset of guessed) this.#add(offset);
    if (guessed === indexed) this.#isComplete = true;
  }

  async #guessEven(n: number, options?: CallOptions): Promise<readonly number[]> {
    const distance = evenDistance(this.#offsets);
    if (distance === undefined || this.#guessesLeft === 0) return [];
    this.#guessesLeft -= 1;
    return guessEvenIfds(this.#context, this.#offsets, distance, n, options);
  }

  /** Goes on by an IFD. */
  async #advance(options?: CallOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    const count = this.#offsets.length;
    const { next } = await readIfdEnd(this.#context, this.#offsets[count - 1]!, options);
    // Otherwise another caller walked on meanwhile.
    if (this.#offsets.length === count) this.#follow(next);
  }

  /** Goes on, up to IFD `n`, as far as that takes no reading. */
  #walkKnown(n: number): void {
    while (this.#offsets.length <= n && !this.#isComplete) {
      const next = knownNextIfd(this.#context, this.#offsets[this.#offsets.length - 1]!);
      if (next === undefined) return;
      this.#follow(next);
    }
  }

  /** Adds the IFD at `next`, where the last one leads. */
  #follow(next: number): void {
    if (next === 0) {
      this.#isComplete = true;
      return;
    }
    const { file, maxIfds } = this.#context;
    const count = this.#offsets.length;
    const last = this.#offsets[count - 1]!;
    const refuse = (fact: string) =>
      invalidTiff(`Cannot walk the IFDs: ${fact}`, { offset: last, section: "TIFF 6.0 §2" });
    if (next <= this.#highest) this.#seen ??= new Set(this.#offsets);
    if (this.#seen?.has(next)) throw refuse(`IFD ${count - 1} at ${last} leads back to ${next}`);
    if (count >= maxIfds) throw refuse(`there are more than ${maxIfds}`);
    if (next >= file.size) {
      throw refuse(`IFD ${count - 1} at ${last} leads to ${next}, outside the file of ${file.size} bytes`);
    }
    this.#add(next);
  }

  #add(offset: number): void {
    this.#offsets.push(offset);
    this.#seen?.add(offset);
    this.#highest = Math.max(this.#highest, offset);
  }
}

function highestOf(offsets: readonly number[]): number {
  return offsets.reduce((highest, offset) => Math.max(highest, offset), 0);
}
