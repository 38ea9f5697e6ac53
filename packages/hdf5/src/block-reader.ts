/**
 * Metadata reads through a small cache of file blocks, so that walking headers and indexes makes few requests.
 *
 * @module
 */

import { type ByteSource, type Bytes, type CallOptions, LruMap } from "@chunkwright/core";
import { invalidHdf5 } from "./hdf5-error.ts";

/** Bytes per block: libhdf5 scatters nodes of 2 to 4 KiB among the chunks, or packs them together. */
export const BLOCK_BYTES: number = 16 * 1024;
/** Longer structures are read directly. */
const MAX_BLOCKS = 16;
const BLOCKS_KEPT = 512;

interface Block {
  readonly bytes: Promise<Bytes>;
}

export class BlockReader {
  readonly #file: ByteSource;
  readonly #blocks = new LruMap<number, Block>(BLOCKS_KEPT);

  constructor(file: ByteSource) {
    this.#file = file;
  }

  get size(): number {
    return this.#file.size;
  }

  /**
   * `length` bytes from `offset`, shared with later readers: not to be changed or given away. Blocks side by side
   * that are not there yet are one request. `what` names the bytes in the error when they lie outside the file.
   */
  async read(offset: number, length: number, what: string, options?: CallOptions): Promise<Bytes> {
    const { size } = this.#file;
    if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
      throw invalidHdf5(
        `Cannot read ${what}: ${length} bytes at ${offset} lie outside the file of ${size} bytes`,
        { offset },
      );
    }
    if (length === 0) return new Uint8Array(0);
    const first = Math.floor(offset / BLOCK_BYTES);
    const last = Math.floor((offset + length - 1) / BLOCK_BYTES);
    if (last - first >= MAX_BLOCKS) return this.#file.read(offset, length, options);
    const blocks = await this.#load(first, last, options);
    const start = offset - first * BLOCK_BYTES;
    if (blocks.length === 1) return blocks[0]!.subarray(start, start + length);
    const joined = new Uint8Array(blocks.reduce((sum, block) => sum + block.byteLength, 0));
    let position = 0;
    for (const block of blocks) {
      joined.set(block, position);
      position += block.byteLength;
    }
    return joined.subarray(start, start + length);
  }

  async #load(first: number, last: number, options?: CallOptions): Promise<readonly Bytes[]> {
    options?.signal?.throwIfAborted();
    for (let number = first; number <= last; number += 1) {
      if (this.#blocks.get(number)) continue;
      let end = number + 1;
      while (end <= last && !this.#blocks.get(end)) end += 1;
      this.#request(number, end, options);
      number = end - 1;
    }
    const blocks: Promise<Bytes>[] = [];
    for (let number = first; number <= last; number += 1) blocks.push(this.#block(number, options));
    return Promise.all(blocks);
  }

  /** Starts one read of the blocks from `first` to before `end`. */
  #request(first: number, end: number, options?: CallOptions): void {
    const offset = first * BLOCK_BYTES;
    const run = this.#file.read(offset, Math.min(end * BLOCK_BYTES, this.#file.size) - offset, options);
    for (let number = first; number < end; number += 1) {
      const start = (number - first) * BLOCK_BYTES;
      const block = { bytes: run.then((bytes) => bytes.subarray(start, start + BLOCK_BYTES)) };
      this.#blocks.set(number, block);
      block.bytes.catch(() => this.#blocks.remove(number, block));
    }
  }

  async #block(number: number, options?: CallOptions): Promise<Bytes> {
    const known = this.#blocks.get(number);
    if (known) {
      try {
        return await known.bytes;
      } catch (error) {
        // Whoever asked first may have aborted: this caller asks for itself.
        options?.signal?.throwIfAborted();
        if (!isAbort(error)) throw error;
      }
    }
    this.#request(number, number + 1, options);
    return this.#blocks.get(number)!.bytes;
  }
}

function isAbort(error: unknown): boolean {
  return !(error instanceof Error) || error.name === "AbortError" || error.name === "TimeoutError";
}
