/**
 * The linked list of IFDs, walked no further than asked.
 *
 * A walk over HTTP is a request for every IFD that lies far from the one before. Writers of many equal pages space them
 * evenly, though, so a far IFD is guessed by that distance, probed at places that a binary search visits, and checked
 * again when it is asked for. A guess that fails costs a walk, never a wrong answer.
 *
 * @module
 */

import { type CallOptions, isStorageError } from "@chunkwright/core";
import { BLOCK_BYTES } from "./block-reader.ts";
import { knownIfdEnd, readIfdEnd } from "./ifd-entries.ts";
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
  #seen: Set<number>;
  #isComplete = false;
  /** From here on offsets are guesses, or somebody's word. */
  #guessedFrom = Number.POSITIVE_INFINITY;
  #leapsLeft = MAX_LEAPS;
  /** IFDs up to this one are being read, if they are where they would be at a constant distance. */
  #readTo = 0;

  /** `known` are the offsets of all IFDs, as `offsets` told them before; they are checked one by one when asked for. */
  constructor(context: TiffContext, known: readonly number[] = []) {
    this.#context = context;
    const isOfFile = known.length <= context.maxIfds && known[0] === context.firstIfdOffset;
    this.#offsets = isOfFile ? [...known] : [context.firstIfdOffset];
    this.#seen = new Set(this.#offsets);
    if (!isOfFile) return;
    this.#isComplete = true;
    this.#guessedFrom = 0;
  }

  /** Offset of IFD `n`; `undefined` past the end. Rejects with "invalid-data" if the chain breaks before. */
  async offset(n: number, options?: CallOptions): Promise<number | undefined> {
    // Whoever asks for one after the other goes on, perhaps to the end.
    const isSequential = n === this.#offsets.length;
    await this.#reach(n, options, isSequential ? 2 * n : n);
    if (n >= this.#guessedFrom && n < this.#offsets.length && !(await this.#isConfirmed(n, options))) {
      this.#forgetGuesses();
      await this.#reach(n, options);
    }
    return this.#offsets[n];
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
      if (n - this.#offsets.length >= SHORTEST_LEAP) await this.#leap(n, options);
      if (this.#offsets.length > n) return;
      this.#readAhead(Math.min(wanted, 2 * this.#offsets.length), options);
      await this.#advance(options);
    }
  }

  /**
   * Where the distance was the same between the last IFDs, the blocks with those up to number `n` would be are asked for
   * together, so that the walk does not wait for each. A wrong guess costs their bytes alone.
   */
  #readAhead(n: number, options?: CallOptions): void {
    const [before = 0, previous = 0, last = 0] = this.#offsets.slice(-3);
    const distance = last - previous;
    const known = this.#offsets.length - 1;
    if (known < Math.max(3, this.#readTo) || distance <= 0 || distance !== previous - before) return;
    const blocks = new Map<number, number>();
    let ifd = known;
    for (let offset = last; ifd < n && blocks.size < BLOCKS_AHEAD; ifd += 1, offset += distance) {
      blocks.set(Math.floor(offset / BLOCK_BYTES), offset);
    }
    this.#readTo = ifd;
    for (const offset of blocks.values()) this.#context.blocks.prefetch(offset, options);
  }

  /** Whether the IFD leads to the one that was guessed for the next. */
  async #isConfirmed(n: number, options?: CallOptions): Promise<boolean> {
    const isLast = n === this.#offsets.length - 1;
    if (isLast && !this.#isComplete) return true;
    const expected = isLast ? 0 : this.#offsets[n + 1];
    return (await this.#probe(this.#offsets[n]!, options))?.next === expected;
  }

  #forgetGuesses(): void {
    this.#offsets = this.#offsets.slice(0, Math.max(this.#guessedFrom, 1));
    this.#seen = new Set(this.#offsets);
    this.#isComplete = false;
    this.#guessedFrom = Number.POSITIVE_INFINITY;
    this.#leapsLeft = 0;
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
    for (let i = 1; i <= steps; i += 1) {
      this.#offsets.push(last + i * distance);
      this.#seen.add(last + i * distance);
    }
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

  async #advance(options?: CallOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    const count = this.#offsets.length;
    const last = this.#offsets[count - 1]!;
    const { next } = knownIfdEnd(this.#context, last) ?? (await readIfdEnd(this.#context, last, options));
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
