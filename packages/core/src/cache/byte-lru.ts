/**
 * Answers kept up to a number of bytes, the least recently used forgotten first.
 *
 * @module
 */

interface Entry<V> {
  readonly key: string;
  readonly answer: Promise<V>;
  /** 0 while the answer is still to come. */
  byteLength: number;
  older: Entry<V> | undefined;
  newer: Entry<V> | undefined;
}

/** What an answer of no bytes counts as: millions of them, that nothing is stored, are not to stay for nothing. */
const EMPTY_BYTES = 256;

/**
 * A list threads the entries from the oldest to the newest. (A Map keeps an order too, but finding its first key takes
 * as long as keys have been deleted in front of it.)
 */
export class ByteLru<V> {
  readonly #maxBytes: number;
  readonly #byteLengthOf: (value: V) => number;
  readonly #entries = new Map<string, Entry<V>>();
  #oldest: Entry<V> | undefined;
  #newest: Entry<V> | undefined;
  #byteLength = 0;

  /** Throws `RangeError` unless `maxBytes` is a number of at least 0. */
  constructor(maxBytes: number, byteLengthOf: (value: V) => number) {
    if (!(maxBytes >= 0)) throw new RangeError(`Cannot keep up to ${maxBytes} bytes`);
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
    if (entry !== this.#newest) {
      this.#unlink(entry);
      this.#append(entry);
    }
    return entry.answer;
  }

  /** Keeps an answer from now on; a failure only until it is known. The latest is kept however large it is. */
  set(key: string, answer: Promise<V>): void {
    const entry: Entry<V> = { key, answer, byteLength: 0, older: undefined, newer: undefined };
    const former = this.#entries.get(key);
    if (former) this.#remove(former);
    this.#entries.set(key, entry);
    this.#append(entry);
    answer.then(
      (value) => {
        if (this.#entries.get(key) !== entry) return;
        entry.byteLength = this.#byteLengthOf(value) || EMPTY_BYTES;
        this.#byteLength += entry.byteLength;
        this.#shrink(entry);
      },
      () => {
        if (this.#entries.get(key) === entry) this.#remove(entry);
      },
    );
  }

  #shrink(latest: Entry<V>): void {
    let entry = this.#oldest;
    while (entry && this.#byteLength > this.#maxBytes) {
      const { newer } = entry;
      if (entry !== latest && entry.byteLength > 0) this.#remove(entry);
      entry = newer;
    }
  }

  #remove(entry: Entry<V>): void {
    this.#byteLength -= entry.byteLength;
    this.#entries.delete(entry.key);
    this.#unlink(entry);
  }

  #append(entry: Entry<V>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest) this.#newest.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }

  #unlink({ older, newer }: Entry<V>): void {
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
  }
}
