/**
 * Metadata reads through a small cache of file blocks, so that walking headers and indexes makes few requests.
 *
 * @module
 */

import { type ByteSource, type Bytes, type CallOptions, cacheFile } from "@chunkwright/core";
import { invalidHdf5 } from "../hdf5-error.ts";

/** Bytes per block: libhdf5 scatters nodes of 2 to 4 KiB among the chunks, or packs them together. */
const BLOCK_BYTES = 16 * 1024;
/** Longer structures are read directly. */
const MOST_BYTES = 16 * BLOCK_BYTES;
/** At most so many blocks are read before they are asked for. */
const BLOCKS_AHEAD = 16;
const BYTES_KEPT = 512 * BLOCK_BYTES;

export class BlockReader {
  readonly #file: ByteSource;
  readonly #cached: ByteSource;
  /** Blocks that were asked for, each with how many up to it lie side by side. */
  readonly #runs = new Map<number, number>();

  constructor(file: ByteSource) {
    this.#file = file;
    this.#cached = cacheFile(file, { blockBytes: BLOCK_BYTES, maxBytes: BYTES_KEPT });
  }

  get size(): number {
    return this.#file.size;
  }

  /**
   * `length` bytes from `offset`. Blocks side by side that are not there yet are one request. `what` names the bytes
   * in the error when they lie outside the file.
   */
  async read(offset: number, length: number, what: string, options?: CallOptions): Promise<Bytes> {
    const { size } = this.#file;
    if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
      throw invalidHdf5(
        `Cannot read ${what}: ${length} bytes at ${offset} lie outside the file of ${size} bytes`,
        { offset },
      );
    }
    if (length > MOST_BYTES) return this.#file.read(offset, length, options);
    const end = Math.min(this.#readAhead(offset, offset + length), size);
    const bytes = await this.#cached.read(offset, end - offset, options);
    return bytes.subarray(0, length);
  }

  /**
   * Where to end a read from `offset` to `end`: behind a run of blocks, as many again are likely to be wanted. To list
   * 5,000 datasets takes 26 requests then, not 125, in what HDF5 1.12 wrote, and 75, not 140, in what 1.6 can read.
   */
  #readAhead(offset: number, end: number): number {
    const first = Math.floor(offset / BLOCK_BYTES);
    let next = Math.ceil(end / BLOCK_BYTES);
    const isMissing = next > first && !this.#runs.has(next - 1);
    if (isMissing) next += Math.min(this.#runs.get(first - 1) ?? 0, BLOCKS_AHEAD);
    for (let block = first; block < next; block += 1) {
      if (!this.#runs.has(block)) this.#runs.set(block, (this.#runs.get(block - 1) ?? 0) + 1);
    }
    return isMissing ? next * BLOCK_BYTES : end;
  }
}
