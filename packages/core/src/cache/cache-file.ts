/**
 * A file that caches blocks of its bytes, so that small reads close to each other make few requests.
 *
 * @module
 */

import { checkFileRange } from "../open-file.ts";
import type { ByteSource, ByteSpan, Bytes, CallOptions } from "../types.ts";
import { awaitShared } from "./await-shared.ts";
import { ByteLru } from "./byte-lru.ts";

/** Options of `cacheFile`. */
export interface CacheFileOptions {
  /** Bytes kept; 64 MiB by default. */
  readonly maxBytes?: number;
  /** Block size: reads are extended to multiples of it; 64 KiB by default. */
  readonly blockBytes?: number;
}

/** `file` with its most recently used blocks kept. Adjacent blocks that are missing are read in one request. */
export function cacheFile(file: ByteSource, options: CacheFileOptions = {}): ByteSource {
  return fileOfBlocks(file, "the file", byteCache(options));
}

/** Blocks of one file or several. */
export interface ByteCache {
  readonly kept: ByteLru<Bytes>;
  readonly maxBytes: number;
  readonly blockBytes: number;
}

/** An empty cache. Throws `RangeError` unless `blockBytes` is a whole number of at least 1. */
export function byteCache({ maxBytes = 2 ** 26, blockBytes = 2 ** 16 }: CacheFileOptions): ByteCache {
  if (!Number.isSafeInteger(blockBytes) || blockBytes < 1) {
    throw new RangeError(`Cannot keep blocks of ${blockBytes} bytes`);
  }
  const kept = new ByteLru<Bytes>(maxBytes, ({ byteLength }) => Math.max(byteLength, ENTRY_BYTES));
  return { kept, maxBytes, blockBytes };
}

/** The least that a block or value counts as: about the memory of its cache entry. */
const ENTRY_BYTES = 64;

/** `file` read through `cache`, which keeps its blocks under `name`. */
export function fileOfBlocks(file: ByteSource, name: string, cache: ByteCache): ByteSource {
  const { kept, maxBytes, blockBytes } = cache;
  const { size } = file;
  const startOf = (block: number) => Math.min(block * blockBytes, size);
  const keyOf = (block: number) => `${block} ${name}`;

  /** Requests the blocks from `first` up to but not including `end`; none of them is cached. */
  function request(first: number, end: number, options: CallOptions | undefined): void {
    const offset = startOf(first);
    const run = file.read(offset, startOf(end) - offset, options);
    for (let block = first; block < end; block += 1) {
      // A copy: a block must not keep the whole run in memory.
      const part = run.then((bytes) => bytes.slice(startOf(block) - offset, startOf(block + 1) - offset));
      kept.set(keyOf(block), part);
    }
  }

  async function readBlocks({ offset, length }: ByteSpan, options: CallOptions | undefined): Promise<Bytes> {
    const first = Math.floor(offset / blockBytes);
    const end = Math.ceil((offset + length) / blockBytes);
    let missing = first;
    const blocks: Promise<Bytes>[] = [];
    for (let block = first; block <= end; block += 1) {
      const known = block === end || kept.get(keyOf(block));
      if (!known) continue;
      if (missing < block) request(missing, block, options);
      missing = block + 1;
    }
    for (let block = first; block < end; block += 1) blocks.push(kept.get(keyOf(block))!);
    const parts = await Promise.all(blocks);
    const result = new Uint8Array(length);
    for (const [i, part] of parts.entries()) {
      const start = startOf(first + i);
      const skipped = Math.max(0, offset - start);
      const wanted = part.subarray(skipped, Math.max(skipped, offset + length - start));
      result.set(wanted, start + skipped - offset);
    }
    return result;
  }

  return {
    size,
    async read(offset, length, options) {
      options?.signal?.throwIfAborted();
      checkFileRange(name, size, offset, length);
      if (length === 0) return new Uint8Array(0);
      const read = () => file.read(offset, length, options);
      if (length > maxBytes) return read();
      return awaitShared(readBlocks({ offset, length }, options), options?.signal, read);
    },
  };
}
