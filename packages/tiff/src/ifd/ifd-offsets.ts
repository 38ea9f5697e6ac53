/**
 * The offsets of the IFDs of a chain, as far as they are known.
 *
 * @module
 */

/**
 * In the order of the chain. The later ones may be guesses: where IFDs probably are, although the chain has not been
 * followed so far.
 */
export class IfdOffsets {
  #offsets: number[];
  #highest: number;
  /** Made when an IFD lies in front of another: as long as offsets only grow, none can be there already. */
  #seen: Set<number> | undefined;
  /** The last IFD before the guesses: what it leads to is a guess, too. */
  #lastCertain = Number.POSITIVE_INFINITY;
  #isComplete = false;

  constructor(first: number) {
    this.#offsets = [first];
    this.#highest = first;
  }

  get all(): readonly number[] {
    return this.#offsets;
  }

  get count(): number {
    return this.#offsets.length;
  }

  get last(): number {
    return this.#offsets[this.#offsets.length - 1]!;
  }

  /** Whether the chain ends with the last of these. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** `undefined` for an IFD that is not known. */
  at(n: number): number | undefined {
    return this.#offsets[n];
  }

  /** Whether IFD `n` is a guess, or what it leads to. */
  isUncertain(n: number): boolean {
    return n >= this.#lastCertain && n < this.#offsets.length;
  }

  has(offset: number): boolean {
    if (offset > this.#highest) return false;
    this.#seen ??= new Set(this.#offsets);
    return this.#seen.has(offset);
  }

  /** Adds the IFD that the last one leads to. */
  add(offset: number): void {
    this.#offsets.push(offset);
    this.#seen?.add(offset);
    this.#highest = Math.max(this.#highest, offset);
  }

  /** Says that the last one leads to no other. */
  complete(): void {
    this.#isComplete = true;
  }

  /** Adds IFDs that nobody has seen. */
  guess(offsets: readonly number[]): void {
    this.#lastCertain = Math.min(this.#lastCertain, this.#offsets.length - 1);
    for (const offset of offsets) this.add(offset);
  }

  /**
   * Whether `next`, which IFD `n` leads to (0 if to none, `undefined` if it is no IFD), is what is known of the chain behind
   * it.
   */
  leadsRight(n: number, next: number | undefined): boolean {
    const isLast = n === this.#offsets.length - 1;
    if (isLast && !this.#isComplete) return true;
    return next === (isLast ? 0 : this.#offsets[n + 1]);
  }

  dropGuesses(): void {
    this.#offsets = this.#offsets.slice(0, this.#lastCertain + 1);
    this.#highest = this.#offsets.reduce((highest, offset) => Math.max(highest, offset), 0);
    this.#seen = undefined;
    this.#isComplete = false;
    this.#lastCertain = Number.POSITIVE_INFINITY;
  }
}
