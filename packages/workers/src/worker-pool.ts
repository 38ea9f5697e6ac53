/**
 * A coder that runs in a pool of workers.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs/lazy";
import {
  type Bytes,
  type CallOptions,
  type Chunk,
  type ChunkCoder,
  type ChunkFetch,
  type ChunkPart,
  type CodecSpec,
  checkCount,
  checkPart,
  checkTarget,
  codecsEqual,
  copyToTarget,
  type DecodeTarget,
  differInEnvelope,
  type EncodedChunk,
  type FetchOutcome,
  MAX_TIMEOUT_MS,
  type Shape,
  type WriteOutcome,
  type WriteTarget,
} from "@chunkwright/core";
import { hardwareConcurrency } from "#hardware";
import { canShareMemory } from "./claims.ts";
import { Dispatcher, type DispatcherOptions, type PoolStats } from "./dispatcher.ts";
import { releaseMemory } from "./release-memory.ts";
import type { PoolCallOptions } from "./task.ts";

/** Options of pools, however their workers are started. */
export interface PoolOptions {
  /** Largest number of workers; by default one less than the hardware's threads, but at least 1 and at most 8. */
  readonly size?: number;
  /** Tasks that may wait before `ready` makes callers wait; 64 by default. */
  readonly queueLimit?: number;
  /** A task that runs longer is terminated with its worker, and rejects with "codec"; no limit by default. */
  readonly timeoutMs?: number;
  /**
   * How often a task is retried if its worker dies, 1 by default. This requires inputs to be copied; with 0 they are
   * transferred, if nothing else shares their buffers.
   */
  readonly retries?: number;
  /**
   * Does the work in the calling thread if workers cannot be started; the in-thread coder by default. A coder that does
   * not call `mayWrite` may write for a call that was aborted.
   */
  readonly fallback?: ChunkCoder;
}

/**
 * A coder whose pipelines run in workers, which are started when first needed. It rejects as the in-thread coder does,
 * and with "codec" for tasks that exceed the time limit or whose workers die. An abort takes effect immediately:
 * waiting tasks are dropped, results of running ones ignored, and nothing more is written into shared memory.
 */
export interface WorkerPool extends ChunkCoder {
  readonly stats: PoolStats;
  decode(encoded: EncodedChunk, options?: PoolCallOptions): Promise<Chunk>;
  /** The worker writes to a SharedArrayBuffer itself; into an ArrayBuffer this thread copies the elements. */
  decodeInto(encoded: EncodedChunk, target: DecodeTarget, options?: PoolCallOptions): Promise<void>;
  encode(chunk: Chunk, codecs: readonly CodecSpec[], options?: PoolCallOptions): Promise<EncodedChunk>;
  /** The worker reads from a SharedArrayBuffer itself; from an ArrayBuffer this thread copies the elements. */
  encodePart(
    part: ChunkPart,
    shape: Shape,
    codecs: readonly CodecSpec[],
    options?: PoolCallOptions,
  ): Promise<EncodedChunk>;
  /**
   * The worker also writes the file. "refused" without shared memory, in browsers, and if the calling thread does the
   * work.
   */
  encodeTo(
    part: ChunkPart,
    shape: Shape,
    codecs: readonly CodecSpec[],
    target: WriteTarget,
    options?: PoolCallOptions,
  ): Promise<WriteOutcome>;
  /** For results of `encode`, `encodePart` and `reenvelope`, which are then empty. */
  release(bytes: Bytes): void;
  reenvelope(
    encoded: EncodedChunk,
    codecs: readonly CodecSpec[],
    options?: PoolCallOptions,
  ): Promise<EncodedChunk | undefined>;
  /**
   * The worker also fetches. "refused" without shared memory, in browsers, and if the calling thread does the work.
   */
  fetchInto(fetch: ChunkFetch, options?: PoolCallOptions): Promise<FetchOutcome>;
  /**
   * Resolves when there is room in the queue. Await it before reading the next chunk to bound memory; calls beyond the
   * limit are accepted, too.
   */
  ready(options?: CallOptions): Promise<void>;
  /** Rejects waiting, running and later calls with an AbortError; resolves when the workers have ended. */
  close(): Promise<void>;
}

const MAX_SIZE = 8;

/** A pool of the workers that `createWorker` starts. Throws `RangeError` for options out of range. */
export function createPool(
  createWorker: DispatcherOptions["createWorker"],
  options: PoolOptions,
): WorkerPool {
  const {
    size = Math.min(Math.max(hardwareConcurrency() - 1, 1), MAX_SIZE),
    queueLimit = 64,
    timeoutMs,
    retries = 1,
    fallback = inThreadCoder,
  } = options;
  checkCount("size", size, 1);
  checkCount("queueLimit", queueLimit, 1);
  checkCount("retries", retries, 0);
  if (timeoutMs !== undefined) checkCount("timeoutMs", timeoutMs, 1, MAX_TIMEOUT_MS);
  const dispatcher = new Dispatcher({
    size,
    queueLimit,
    timeoutMs,
    retries,
    createWorker,
    coder: fallback,
  });

  return {
    get stats() {
      return dispatcher.stats;
    },
    decode,
    async decodeInto(encoded, target, options) {
      checkTarget(encoded, target);
      if (isShared(target)) {
        await dispatcher.run({ direction: "decode", encoded, target }, options);
      } else {
        const chunk = await decode(encoded, options);
        options?.signal?.throwIfAborted();
        copyToTarget(chunk, target);
      }
    },
    async encode(chunk, codecs, options) {
      const { dataType, shape } = chunk;
      const bytes = await dispatcher.run({ direction: "encode", chunk, codecs }, options);
      return { bytes, dataType, shape, codecs } as EncodedChunk;
    },
    async encodePart(part, shape, codecs, options) {
      checkPart(part, shape);
      const { dataType } = part.chunk;
      const bytes = await dispatcher.run({ direction: "encodePart", part, shape, codecs }, options);
      return { bytes, dataType, shape, codecs } as EncodedChunk;
    },
    async encodeTo(part, shape, codecs, target, options) {
      checkPart(part, shape);
      if (!canShareMemory || dispatcher.stats.inlineCause !== undefined) return "refused";
      const call = { direction: "encodeTo", part, shape, codecs, target } as const;
      return (await dispatcher.run(call, options)) as WriteOutcome;
    },
    release({ buffer, byteLength }) {
      // Bytes encoded in the calling thread may be a view of elements that the caller still uses.
      const isOurs = dispatcher.stats.inlineCause === undefined && buffer.byteLength === byteLength;
      if (isOurs) releaseMemory(buffer);
    },
    async reenvelope(encoded, codecs, options) {
      const { dataType, shape } = encoded;
      const isSame = codecsEqual(encoded.codecs, codecs, dataType);
      if (!isSame && !differInEnvelope(encoded.codecs, codecs, dataType)) return undefined;
      const bytes = await dispatcher.run({ direction: "reenvelope", encoded, codecs }, options);
      return bytes && ({ bytes, dataType, shape, codecs } as EncodedChunk);
    },
    async fetchInto(fetch, options) {
      if (!fetch.chunks.every(({ target }) => isShared(target))) return "refused";
      for (const chunk of fetch.chunks) checkTarget(chunk, chunk.target);
      const outcome = await dispatcher.run({ direction: "fetch", fetch }, options);
      return outcome === "absent" || outcome === "refused" ? outcome : "written";
    },
    ready: (options) => dispatcher.ready(options),
    close: () => dispatcher.close(),
  };

  async function decode(encoded: EncodedChunk, options?: PoolCallOptions): Promise<Chunk> {
    const { dataType, shape } = encoded;
    const data = await dispatcher.run({ direction: "decode", encoded }, options);
    return { dataType, shape, data } as Chunk;
  }
}

/** Whether workers can write to a buffer. Shared memory of other frames is not recognised, and is copied to. */
function isShared({ buffer }: DecodeTarget): boolean {
  return canShareMemory && buffer instanceof SharedArrayBuffer;
}
