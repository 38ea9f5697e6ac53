/**
 * Metadata reads through a small cache of file blocks, so that walking IFDs makes few requests.
 *
 * @module
 */

import { type ByteSource, type Bytes, type CallOptions, dataViewOf, LruMap } from "@chunkwright/core";
import { invalidTiff } from "../tiff-error.ts";

/** Bytes per block: a few hundred IFDs, and little enough that one too many costs no round trip. */
export const BLOCK_BYTES: number = 64 * 1024;
const BLOCKS_KEPT = 64;
/** Blocks in one read: a MiB. */
const MOST_AHEAD = 16;

/** A stretch of the file that is in memory. */
export interface LoadedBlock {
  /** Where in the file it begins. */
  readonly offset: number;
  readonly bytes: Bytes;
  readonly view: DataView;
}

interface Block {
  readonly bytes: Promise<Bytes>;
  /** The same, once they are here. */
  loaded?: LoadedBlock;
}

export class BlockReader {
  readonly #file: ByteSource;
  /** Number of blocks in the last read, and the block after them. */
  #ahead = 1;
  #next = -1;
  readonly #blocks = new LruMap<number, Block>(BLOCKS_KEPT);
  /** The block that `loaded` looked at last. */
  #last: Block | undefined;
  #lastNumber = -1;

  constructor(file: ByteSource) {
    this.#file = file;
  }

  get size(): number {
    return this.#file.size;
  }

  /**
   * `length` bytes from `offset`, shared with later readers: not to be changed or given away. Longer than a block
   * is read directly. `what` names the bytes in the error when they lie outside the file.
   */
  async read(offset: number, length: number, what: string, options?: CallOptions): Promise<Bytes> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.#file.size)) {
      throw invalidTiff(
        `Cannot read ${what}: ${length} bytes at ${offset} lie outside the file of ${this.#file.size} bytes`,
        { offset, section: "TIFF 6.0 §2" },
      );
    }
    if (length > BLOCK_BYTES) return this.#file.read(offset, length, options);
    const first = Math.floor(offset / BLOCK_BYTES);
    const start = offset - first * BLOCK_BYTES;
    if (start + length <= BLOCK_BYTES)
      return (await this.#block(first, options)).subarray(start, start + length);
    const blocks = await Promise.all([this.#block(first, options), this.#block(first + 1, options)]);
    const result = new Uint8Array(length);
    const begin = blocks[0].subarray(start);
    result.set(begin);
    result.set(blocks[1].subarray(0, length - begin.byteLength), begin.byteLength);
    return result;
  }

  /** The result of `read`, if it is in memory already. */
  known(offset: number, length: number): Bytes | undefined {
    const block = this.loaded(offset, length);
    return block?.bytes.subarray(offset - block.offset, offset - block.offset + length);
  }

  /**
   * The block that holds those bytes, if it is in memory already: a walk over thousands of IFDs then neither waits nor
   * creates a view for each.
   */
  loaded(offset: number, length: number): LoadedBlock | undefined {
    const number = Math.floor(offset / BLOCK_BYTES);
    if (number !== this.#lastNumber) {
      this.#last = this.#blocks.get(number);
      this.#lastNumber = number;
    }
    const block = this.#last?.loaded;
    return block && offset + length <= block.offset + block.bytes.byteLength ? block : undefined;
  }

  /** Whether two places hold the same bytes; `false` also if they are not in memory. */
  isEqual(a: number, b: number, length: number): boolean {
    const one = this.loaded(a, length);
    const other = this.loaded(b, length);
    if (!one || !other) return false;
    for (let i = 0; i < length; i += 1) {
      if (one.bytes[a - one.offset + i] !== other.bytes[b - other.offset + i]) return false;
    }
    return true;
  }

  /** Starts reading the block around `offset`, which may be needed soon. Failures are left to the later read. */
  prefetch(offset: number, options?: CallOptions): void {
    if (offset < this.#file.size) this.#block(Math.floor(offset / BLOCK_BYTES), options).catch(() => {});
  }

  async #block(number: number, options?: CallOptions): Promise<Bytes> {
    options?.signal?.throwIfAborted();
    const known = this.#blocks.get(number);
    if (known) {
      try {
        return await known.bytes;
      } catch {
        // The first caller may have aborted, or storage failed for a moment: this caller tries again.
        options?.signal?.throwIfAborted();
      }
    }
    const block = this.#fetch(number, options);
    try {
      return await block.bytes;
    } catch (error) {
      this.#blocks.remove(number, block);
      throw error;
    }
  }

  /** Reads block `first`; if blocks are read one after the other, with twice as many following blocks as the last time. */
  #fetch(first: number, options?: CallOptions): Block {
    this.#ahead = first === this.#next ? Math.min(2 * this.#ahead, MOST_AHEAD) : 1;
    const offset = first * BLOCK_BYTES;
    const length = Math.min(this.#ahead * BLOCK_BYTES, this.#file.size - offset);
    const count = Math.ceil(length / BLOCK_BYTES);
    this.#next = first + count;
    const whole = this.#file.read(offset, length, options);
    if (count === 1) return this.#keep(first, whole);
    const part = async (i: number) => (await whole).slice(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES);
    for (let i = 1; i < count; i += 1) {
      const later = this.#keep(first + i, part(i));
      later.bytes.catch(() => this.#blocks.remove(first + i, later));
    }
    return this.#keep(first, part(0));
  }

  #keep(number: number, bytes: Promise<Bytes>): Block {
    const block: Block = { bytes };
    bytes.then(
      (loaded) => {
        const view = dataViewOf(loaded);
        block.loaded = { offset: number * BLOCK_BYTES, bytes: loaded, view };
      },
      () => {}, // the caller handles the rejection
    );
    this.#blocks.set(number, block);
    this.#lastNumber = -1;
    return block;
  }
}
