/**
 * The linked list of IFDs, walked no further than asked.
 *
 * A walk over HTTP is a request for every IFD that lies far from the one before. Writers of many equal pages space them
 * evenly, though, so a far IFD is guessed by that distance, probed at places that a binary search visits, and checked
 * again when it is asked for. So is what a file's own index tells. A guess that fails costs a walk, never a wrong answer.
 *
 * @module
 */

import { type CallOptions, isStorageError } from "@chunkwright/core";
import { BLOCK_BYTES } from "./block-reader.ts";
import { knownNextIfd, readIfdEnd } from "./ifd-table.ts";
import { readMicroManagerIndex } from "./micro-manager-index.ts";
import type { TiffContext } from "./tiff-context.ts";
import { invalidTiff } from "./tiff-error.ts";

/** Fewer IFDs than this are walked. */
const SHORTEST_LEAP = 64;
/** Equal distances in a row that make a guess. */
const EQUAL_DISTANCES = 3;
/** Probes inside of a leap, evenly spaced, besides those that find its end. */
const PROBES = 6;
/** Blocks read ahead at a time. */
const BLOCKS_AHEAD = 32;
/** Of one chain: each may find but a few IFDs. */
const MAX_LEAPS = 16;

export class IfdChain {
  readonly #context: TiffContext;
  #offsets: number[];
  #highest: number;
  /** All of `#offsets`, since one was below the one before: until then none can be there already. */
  #seen: Set<number> | undefined;
  #isComplete = false;
  /** From here on offsets are guesses, or somebody's word. */
  #guessedFrom = Number.POSITIVE_INFINITY;
  #leapsLeft = MAX_LEAPS;
  #isIndexRead = false;
  /** The last IFD that was asked for. */
  #asked = 0;
  /** IFDs up to this one are being read, if they are where they would be at a constant distance. */
  #readTo = 0;

  /** `known` are the offsets of all IFDs, as `offsets` told them before; they are checked one by one when asked for. */
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
    // Whoever asks for one after the other goes on, perhaps to the end.
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
      if (n - count >= SHORTEST_LEAP && !(await this.#adoptIndex(options))) await this.#leap(n, options);
      if (this.#offsets.length > n) return;
      this.#readAhead(count - 1, Math.min(wanted, 2 * count), options);
      await this.#advance(options);
      this.#walkKnown(n);
    }
  }

  /**
   * Asks for the blocks with the IFDs from number `n` to `end` together, so that who goes along them does not wait for each.
   * Where the distance was the same between the last IFDs known, the next are taken to follow at that distance: a wrong guess
   * costs their bytes alone.
   */
  #readAhead(n: number, end: number, options?: CallOptions): void {
    if (n < Math.max(3, this.#readTo)) return;
    const known = this.#offsets.length;
    const [before = 0, previous = 0, last = 0] = this.#offsets.slice(-3);
    const distance = last - previous;
    const isEven = distance > 0 && distance === previous - before;
    const blocks = new Map<number, number>();
    let ifd = n;
    for (; ifd < (isEven ? end : Math.min(end, known)) && blocks.size < BLOCKS_AHEAD; ifd += 1) {
      const offset = this.#offsets[ifd] ?? last + (ifd + 1 - known) * distance;
      blocks.set(Math.floor(offset / BLOCK_BYTES), offset);
    }
    this.#readTo = ifd;
    for (const offset of blocks.values()) this.#context.blocks.prefetch(offset, options);
  }

  /** Whether the IFD leads to the one that was guessed for the next. */
  async #isConfirmed(n: number, options?: CallOptions): Promise<boolean> {
    const end = await this.#probe(this.#offsets[n]!, options);
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
    this.#leapsLeft = 0;
  }

  /** Knows all IFDs from the file's own index, if it has one that holds at the places looked at. */
  async #adoptIndex(options?: CallOptions): Promise<boolean> {
    if (this.#isIndexRead) return false;
    this.#isIndexRead = true;
    const count = this.#offsets.length;
    const images = await readMicroManagerIndex(this.#context, options);
    const index = [...new Set(images?.map(({ offset }) => offset))].sort((a, b) => a - b);
    const leadsRight = async (n: number): Promise<boolean> =>
      (await this.#probe(index[n]!, options))?.next === (index[n + 1] ?? 0);
    if (index.length <= count || index.length > this.#context.maxIfds) return false;
    if (this.#offsets.some((offset, n) => offset !== index[n])) return false;
    const probed = Array.from({ length: PROBES + 1 }, (_, i) =>
      Math.floor(((i + 1) * (index.length - 1)) / (PROBES + 1)),
    );
    if ((await Promise.all(probed.map(leadsRight))).includes(false)) return false;
    if (this.#offsets.length !== count) return false; // another caller walked on meanwhile
    for (const offset of index.slice(count)) this.#add(offset);
    this.#guessedFrom = Math.min(this.#guessedFrom, count);
    this.#isComplete = true;
    return true;
  }

  /** Adds as many IFDs, up to number `n`, as lie in even distances behind the last. */
  async #leap(n: number, options?: CallOptions): Promise<void> {
    const count = this.#offsets.length;
    const recent = this.#offsets.slice(-EQUAL_DISTANCES - 1);
    const last = recent.at(-1)!;
    const distance = last - (recent.at(-2) ?? last);
    const isEven = recent.every((offset, i) => i === 0 || offset - recent[i - 1]! === distance);
    if (this.#leapsLeft === 0 || recent.length <= EQUAL_DISTANCES || distance <= 0 || !isEven) return;
    this.#leapsLeft -= 1;
    const size = (await readIfdEnd(this.#context, last, options)).byteLength;
    const fits = async (steps: number): Promise<boolean> => {
      const probe = await this.#probe(last + steps * distance, options);
      if (probe?.byteLength !== size) return false;
      return probe.next === last + (steps + 1) * distance || (steps === most && probe.next === 0);
    };
    const room = Math.floor((this.#context.file.size - last - size) / distance);
    const most = Math.min(n - count + 1, room, this.#context.maxIfds - count);
    const steps = await furthest(most, fits);
    if (steps < SHORTEST_LEAP) return;
    const probes = Array.from({ length: PROBES }, (_, i) =>
      fits(Math.floor(((i + 1) * steps) / (PROBES + 1))),
    );
    if ((await Promise.all(probes)).includes(false)) return;
    if (this.#offsets.length !== count) return; // another caller walked on meanwhile
    this.#guessedFrom = Math.min(this.#guessedFrom, count);
    for (let i = 1; i <= steps; i += 1) this.#add(last + i * distance);
  }

  /** What is at `offset`, if it can be an IFD. */
  async #probe(offset: number, options?: CallOptions) {
    try {
      return await readIfdEnd(this.#context, offset, options);
    } catch (error) {
      options?.signal?.throwIfAborted();
      if (isStorageError(error, "invalid-data")) return undefined;
      throw error;
    }
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

/** The largest number of steps, up to `most`, that `fits`, if all up to it do; 0 if none does. */
async function furthest(most: number, fits: (steps: number) => Promise<boolean>): Promise<number> {
  if (most > 0 && (await fits(most))) return most;
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
