/**
 * The metadata of a file, read in blocks that are kept: walking directories, object headers or indexes takes few requests
 * then, although each step reads only a few bytes.
 *
 * @module
 */

import { dataViewOf } from "../data-view.ts";
import { StorageError } from "../storage-error.ts";
import type { ByteSource, Bytes, CallOptions } from "../types.ts";
import { awaitShared } from "./await-shared.ts";
import { LruMap } from "./lru-map.ts";

/** Options of a `BlockReader`. */
export interface BlockReaderOptions {
  /** The format that errors name, and the section of its specification that says where offsets may point. */
  readonly format: string;
  readonly section?: string;
  readonly blockBytes: number;
  /** Blocks in memory, at least 64. */
  readonly blocksKept: number;
  /** Longer reads go to the file and are not kept: 16 blocks at most. */
  readonly longestBytes: number;
}

/** A stretch of the file that is in memory. */
export interface LoadedBlock {
  /** Where in the file it begins. */
  readonly offset: number;
  readonly bytes: Bytes;
  readonly view: DataView;
}

interface Block {
  readonly bytes: Promise<Bytes>;
  /** Blocks side by side that were requested one after the other, up to this one. */
  readonly run: number;
  /** The bytes once they are here. */
  loaded: LoadedBlock | undefined;
}

/** The most blocks that are read before they are asked for. */
const MOST_AHEAD = 16;

/** Reads a few bytes at a time, and from the file whole blocks. */
export class BlockReader {
  readonly blockBytes: number;
  readonly #file: ByteSource;
  readonly #specification: Pick<BlockReaderOptions, "format" | "section">;
  readonly #longestBytes: number;
  readonly #blocks: LruMap<number, Block>;
  /** The block that `loaded` looked at last, and its number: a walk asks for the same one many times. */
  #last: Block | undefined;
  #lastNumber = -1;

  constructor(
    file: ByteSource,
    { blockBytes, blocksKept, longestBytes, ...specification }: BlockReaderOptions,
  ) {
    this.blockBytes = blockBytes;
    this.#file = file;
    this.#specification = specification;
    this.#longestBytes = longestBytes;
    this.#blocks = new LruMap(blocksKept);
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#file.size;
  }

  /**
   * A copy of the `length` bytes from `offset`. `what` names them in the "invalid-data" error with which it rejects if
   * they lie outside the file.
   */
  async read(offset: number, length: number, what: string, options?: CallOptions): Promise<Bytes> {
    options?.signal?.throwIfAborted();
    this.#checkRange(offset, length, what);
    if (length === 0) return new Uint8Array(0);
    const known = this.known(offset, length);
    if (known) return known.slice();
    const direct = () => this.#file.read(offset, length, options);
    if (length > this.#longestBytes) return direct();
    const first = this.#numberOf(offset);
    const end = this.#numberOf(offset + length - 1) + 1;
    const isShared = this.#isAwaited(first, end);
    const joined = this.#join(this.#request(first, end, options), offset - first * this.blockBytes, length);
    return isShared ? awaitShared(joined, options?.signal, direct) : joined;
  }

  /** Those bytes if one block in memory has them, over the block's own memory: not to be changed or given away. */
  known(offset: number, length: number): Bytes | undefined {
    const block = this.loaded(offset, length);
    return block?.bytes.subarray(offset - block.offset, offset - block.offset + length);
  }

  /**
   * The block that has those bytes, if it is in memory: a walk over thousands of places then neither waits nor creates a
   * view for each.
   */
  loaded(offset: number, length: number): LoadedBlock | undefined {
    const number = this.#numberOf(offset);
    if (number !== this.#lastNumber) {
      this.#last = this.#blocks.get(number);
      this.#lastNumber = number;
    }
    const block = this.#last?.loaded;
    return block && offset + length <= block.offset + block.bytes.byteLength ? block : undefined;
  }

  /** Starts reading the block around `offset`, which may be needed soon. Failures are left to the later read. */
  prefetch(offset: number, options?: CallOptions): void {
    const number = this.#numberOf(offset);
    if (offset < this.#file.size) this.#request(number, number + 1, options);
  }

  #numberOf(offset: number): number {
    return Math.floor(offset / this.blockBytes);
  }

  #checkRange(offset: number, length: number, what: string): void {
    const { size } = this.#file;
    const isRange = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0;
    if (isRange && offset + length <= size) return;
    throw new StorageError(
      "invalid-data",
      `Cannot read ${what}: ${length} bytes at ${offset} lie outside the file of ${size} bytes`,
      { ...this.#specification, offset },
    );
  }

  /** Whether another caller is waiting for one of the blocks: its read may be aborted. */
  #isAwaited(first: number, end: number): boolean {
    for (let number = first; number < end; number += 1) {
      const block = this.#blocks.get(number);
      if (block && !block.loaded) return true;
    }
    return false;
  }

  /** The blocks from `first` up to but not including `end`. Those that are missing are requested, side by side at once. */
  #request(first: number, end: number, options: CallOptions | undefined): readonly Block[] {
    const blocks: Block[] = [];
    for (let number = first; number < end; ) {
      const known = this.#blocks.get(number);
      const found = known ? [known] : this.#fetch(number, end, options);
      blocks.push(...found);
      number += found.length;
    }
    return blocks.slice(0, end - first);
  }

  /**
   * Reads the missing blocks from `first` to `end`, and behind a run of blocks as many again: to list 5,000 datasets of an
   * HDF5 file takes 26 requests then, not 125.
   */
  #fetch(first: number, end: number, options: CallOptions | undefined): readonly Block[] {
    const before = this.#blocks.get(first - 1)?.run ?? 0;
    const fileEnd = Math.ceil(this.#file.size / this.blockBytes);
    const ahead = Math.min(end + Math.min(before, MOST_AHEAD), fileEnd);
    let last = first + 1;
    while (last < ahead && !this.#blocks.get(last)) last += 1;
    const offset = first * this.blockBytes;
    const whole = this.#file.read(
      offset,
      Math.min(last * this.blockBytes, this.#file.size) - offset,
      options,
    );
    return Array.from({ length: last - first }, (_, i) => {
      const start = i * this.blockBytes;
      // A copy: a block that is kept must not keep the others in memory.
      const part =
        last - first === 1 ? whole : whole.then((bytes) => bytes.slice(start, start + this.blockBytes));
      return this.#keep(first + i, part, before + i + 1);
    });
  }

  #keep(number: number, bytes: Promise<Bytes>, run: number): Block {
    const block: Block = { bytes, run, loaded: undefined };
    this.#blocks.set(number, block);
    this.#lastNumber = -1;
    bytes.then(
      (loaded) => {
        block.loaded = { offset: number * this.blockBytes, bytes: loaded, view: dataViewOf(loaded) };
      },
      () => {
        this.#blocks.remove(number, block);
        this.#lastNumber = -1;
      },
    );
    return block;
  }

  /** `length` bytes out of blocks side by side, from byte `start` of the first one. */
  async #join(blocks: readonly Block[], start: number, length: number): Promise<Bytes> {
    const parts = await Promise.all(blocks.map(({ bytes }) => bytes));
    const result = new Uint8Array(length);
    let filled = 0;
    for (const part of parts) {
      const from = filled === 0 ? start : 0;
      const wanted = part.subarray(from, from + length - filled);
      result.set(wanted, filled);
      filled += wanted.byteLength;
    }
    return result;
  }
}
