/**
 * A file whose blocks are kept for a while, so that small reads near each other make few requests.
 *
 * @module
 */

import { checkFileRange } from "../open-file.ts";
import type { ByteSource, ByteSpan, Bytes, CallOptions } from "../types.ts";
import { ByteLru } from "./byte-lru.ts";
import { shareAnswer } from "./share-answer.ts";

/** Options of `cacheFile`. */
export interface CacheFileOptions {
  /** Bytes kept; 64 MiB unless told. */
  readonly maxBytes?: number;
  /** Bytes read at once at least, from a multiple of it; 64 KiB unless told. */
  readonly blockBytes?: number;
}

/** `file` with its most recently used blocks kept. Blocks side by side that are not there yet are one request. */
export function cacheFile(file: ByteSource, options: CacheFileOptions = {}): ByteSource {
  return fileOfBlocks(file, "the file", byteCache(options));
}

/** Bytes that are kept, of one file or many. */
export interface ByteCache {
  readonly kept: ByteLru<Bytes>;
  readonly maxBytes: number;
  readonly blockBytes: number;
}

/** Throws `RangeError` for a size of blocks that is none. */
export function byteCache({ maxBytes = 2 ** 26, blockBytes = 2 ** 16 }: CacheFileOptions): ByteCache {
  if (!Number.isSafeInteger(blockBytes) || blockBytes < 1) {
    throw new RangeError(`Cannot keep blocks of ${blockBytes} bytes`);
  }
  const kept = new ByteLru<Bytes>(maxBytes, ({ byteLength }) => Math.max(byteLength, ENTRY_BYTES));
  return { kept, maxBytes, blockBytes };
}

/** What an empty answer is taken to weigh: its place in the cache. */
const ENTRY_BYTES = 64;

/** A file read by way of the cache, where its blocks go by `name`. */
export function fileOfBlocks(file: ByteSource, name: string, cache: ByteCache): ByteSource {
  const { kept, maxBytes, blockBytes } = cache;
  const { size } = file;
  const startOf = (block: number) => Math.min(block * blockBytes, size);
  const keyOf = (block: number) => `${block} ${name}`;

  /** Asks for blocks from `first` to before `end`, none of which is there. */
  function request(first: number, end: number, options: CallOptions | undefined): void {
    const offset = startOf(first);
    const run = file.read(offset, startOf(end) - offset, options);
    for (let block = first; block < end; block += 1) {
      // In memory of its own: a block must not hold on to the whole run.
      const part = run.then((bytes) => bytes.slice(startOf(block) - offset, startOf(block + 1) - offset));
      kept.set(keyOf(block), part);
    }
  }

  async function readBlocks({ offset, length }: ByteSpan, options: CallOptions | undefined): Promise<Bytes> {
    const first = Math.floor(offset / blockBytes);
    const end = Math.ceil((offset + length) / blockBytes);
    let missing = first;
    const answers: Promise<Bytes>[] = [];
    for (let block = first; block <= end; block += 1) {
      const known = block === end || kept.get(keyOf(block));
      if (!known) continue;
      if (missing < block) request(missing, block, options);
      missing = block + 1;
    }
    for (let block = first; block < end; block += 1) answers.push(kept.get(keyOf(block))!);
    const parts = await Promise.all(answers);
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
      return shareAnswer(readBlocks({ offset, length }, options), options?.signal, read);
    },
  };
}
