/**
 * A cache of promised values, bounded by their bytes; the least recently used are evicted first.
 *
 * @module
 */

interface Entry<V> {
  readonly key: string;
  readonly value: Promise<V>;
  /** 0 while the value is pending. */
  byteLength: number;
  older: Entry<V> | undefined;
  newer: Entry<V> | undefined;
}

/** What a value without bytes counts as, so that millions of "not stored" do not accumulate. */
const EMPTY_BYTES = 256;

/**
 * A doubly linked list holds the entries from the oldest to the newest. (A Map keeps insertion order too, but reaching
 * its first key takes time proportional to the keys deleted before it.)
 */
export class ByteLru<V> {
  readonly #maxBytes: number;
  readonly #byteLengthOf: (value: V) => number;
  readonly #entries = new Map<string, Entry<V>>();
  #oldest: Entry<V> | undefined;
  #newest: Entry<V> | undefined;
  #byteLength = 0;

  /** Throws `RangeError` unless `maxBytes` is at least 0. */
  constructor(maxBytes: number, byteLengthOf: (value: V) => number) {
    if (!(maxBytes >= 0)) throw new RangeError(`Cannot keep up to ${maxBytes} bytes`);
    this.#maxBytes = maxBytes;
    this.#byteLengthOf = byteLengthOf;
  }

  /** Bytes kept, not counting pending values. */
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
    return entry.value;
  }

  /** Keeps `value`, unless and until it rejects. The latest value is kept however large it is. */
  set(key: string, value: Promise<V>): void {
    const entry: Entry<V> = { key, value, byteLength: 0, older: undefined, newer: undefined };
    const former = this.#entries.get(key);
    if (former) this.#remove(former);
    this.#entries.set(key, entry);
    this.#append(entry);
    value.then(
      (settled) => {
        if (this.#entries.get(key) !== entry) return;
        entry.byteLength = this.#byteLengthOf(settled) || EMPTY_BYTES;
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
