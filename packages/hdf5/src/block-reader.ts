/**
 * Metadata reads through a small cache of file blocks, so that walking headers and indexes makes few requests.
 *
 * @module
 */

import { type ByteSource, type Bytes, type CallOptions, cacheFile } from "@chunkwright/core";
import { invalidHdf5 } from "./hdf5-error.ts";

/** Bytes per block: libhdf5 scatters nodes of 2 to 4 KiB among the chunks, or packs them together. */
const BLOCK_BYTES = 16 * 1024;
/** Longer structures are read directly. */
const MOST_BYTES = 16 * BLOCK_BYTES;
const BYTES_KEPT = 512 * BLOCK_BYTES;

export class BlockReader {
  readonly #file: ByteSource;
  readonly #cached: ByteSource;

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
    const file = length > MOST_BYTES ? this.#file : this.#cached;
    return file.read(offset, length, options);
  }
}
