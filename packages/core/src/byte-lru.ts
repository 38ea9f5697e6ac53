/**
 * Answers kept up to a number of bytes, the least recently used forgotten first.
 *
 * @module
 */

interface Entry<V> {
  readonly answer: Promise<V>;
  byteLength: number;
}

export class ByteLru<V> {
  readonly #maxBytes: number;
  readonly #byteLengthOf: (value: V) => number;
  // A Map iterates in insertion order: the first key is the one unused for longest.
  readonly #entries = new Map<string, Entry<V>>();
  #byteLength = 0;

  constructor(maxBytes: number, byteLengthOf: (value: V) => number) {
    this.#maxBytes = maxBytes;
    this.#byteLengthOf = byteLengthOf;
  }

  /** Bytes kept, without answers still to come. */
  get byteLength(): number {
    return this.#byteLength;
  }

  get(key: string): Promise<V> | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.answer;
  }

  /** Keeps an answer from now on; a failure only until it is known. The latest is kept however large it is. */
  set(key: string, answer: Promise<V>): void {
    const entry: Entry<V> = { answer, byteLength: 0 };
    this.#remove(key);
    this.#entries.set(key, entry);
    answer.then(
      (value) => {
        if (this.#entries.get(key) !== entry) return;
        entry.byteLength = this.#byteLengthOf(value);
        this.#byteLength += entry.byteLength;
        this.#shrink(key);
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
  }

  #shrink(latest: string): void {
    for (const [key, { byteLength }] of this.#entries) {
      if (this.#byteLength <= this.#maxBytes) return;
      if (key !== latest && byteLength > 0) this.#remove(key);
    }
  }

  #remove(key: string): void {
    this.#byteLength -= this.#entries.get(key)?.byteLength ?? 0;
    this.#entries.delete(key);
  }
}
