/**
 * The coder that works in a pool of workers.
 *
 * @module
 */

import { inThreadCoder } from "@chunkwright/codecs";
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
import { hardwareConcurrency, spawnWorker } from "#spawn";
import { canShareMemory } from "./claims.ts";
import { Dispatcher, type PoolStats } from "./dispatcher.ts";
import type { PoolWorker } from "./pool-worker.ts";
import { releaseMemory } from "./release-memory.ts";
import type { PoolCallOptions } from "./task.ts";

/** Options of `createWorkerPool`. */
export interface WorkerPoolOptions {
  /** Workers at most; unless told one less than the machine has threads, at least 1, at most 8. */
  readonly size?: number;
  /** Tasks that wait before `ready` makes callers wait; 64 unless told. */
  readonly queueLimit?: number;
  /** A task that runs longer is ended with its worker, and rejects with "codec"; no limit unless told. */
  readonly timeoutMs?: number;
  /**
   * How often a task is started again if its worker dies, 1 unless told. For that inputs are copied on their way; with
   * 0 they are moved, where nothing else shares their buffers.
   */
  readonly retries?: number;
  /** Where the workers' script lies: a copy of this package's `/worker` entry, or one's own that imports it. */
  readonly workerUrl?: string | URL;
  /** Starts a worker that runs such a script, where bundlers or policies need it done their way. */
  readonly createWorker?: () => PoolWorker;
  /**
   * Does the work in the calling thread where workers cannot be started; the in-thread coder unless told. One that does
   * not ask `mayWrite` may write for a call that was aborted.
   */
  readonly fallback?: ChunkCoder;
}

/**
 * A coder whose pipelines run in workers, which are started when first needed. It rejects as the in-thread coder does,
 * and with "codec" for tasks that exceed the time limit or whose workers die. An abort settles at once: what waits is
 * dropped, what runs is ignored, and nothing is written into shared memory any more.
 */
export interface WorkerPool extends ChunkCoder {
  readonly stats: PoolStats;
  decode(encoded: EncodedChunk, options?: PoolCallOptions): Promise<Chunk>;
  /** Over a SharedArrayBuffer the worker writes; into an ArrayBuffer this thread copies what it decoded. */
  decodeInto(encoded: EncodedChunk, target: DecodeTarget, options?: PoolCallOptions): Promise<void>;
  encode(chunk: Chunk, codecs: readonly CodecSpec[], options?: PoolCallOptions): Promise<EncodedChunk>;
  /** Out of a SharedArrayBuffer the worker takes the elements itself; out of an ArrayBuffer this thread copies them. */
  encodePart(
    part: ChunkPart,
    shape: Shape,
    codecs: readonly CodecSpec[],
    options?: PoolCallOptions,
  ): Promise<EncodedChunk>;
  /**
   * The worker writes, too. "refused" without shared memory, and where workers cannot write to files: in browsers, and where
   * the calling thread does the work.
   */
  encodeTo(
    part: ChunkPart,
    shape: Shape,
    codecs: readonly CodecSpec[],
    target: WriteTarget,
    options?: PoolCallOptions,
  ): Promise<WriteOutcome>;
  /** Of results of `encode`, `encodePart` and `reenvelope`, which are empty from then on. */
  release(bytes: Bytes): void;
  reenvelope(
    encoded: EncodedChunk,
    codecs: readonly CodecSpec[],
    options?: PoolCallOptions,
  ): Promise<EncodedChunk | undefined>;
  /**
   * The worker fetches, too. "refused" without shared memory, and where workers cannot open the store: in browsers, and
   * where the calling thread does the work.
   */
  fetchInto(fetch: ChunkFetch, options?: PoolCallOptions): Promise<FetchOutcome>;
  /**
   * Resolves when there is room in the queue: wait for it before reading what is to be decoded, and memory stays
   * bounded. Calls are taken beyond the limit too.
   */
  ready(options?: CallOptions): Promise<void>;
  /** Rejects what waits and what runs, and calls to come, with an AbortError; resolves when the workers are gone. */
  close(): Promise<void>;
}

const MAX_SIZE = 8;

/** A pool of workers. Throws `RangeError` for options that count nothing. It does not keep Node from ending while it has nothing to do. */
export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool {
  const {
    size = Math.min(Math.max(hardwareConcurrency() - 1, 1), MAX_SIZE),
    queueLimit = 64,
    timeoutMs,
    retries = 1,
    workerUrl,
    createWorker = () => spawnWorker(workerUrl),
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
      // What the calling thread has encoded may be elements that the caller has still.
      const isOurs = dispatcher.stats.inlineCause === undefined && buffer.byteLength === byteLength;
      if (isOurs) releaseMemory(buffer);
    },
    async reenvelope(encoded, codecs, options) {
      if (!differInEnvelope(encoded.codecs, codecs, encoded.dataType)) return undefined;
      const bytes = await dispatcher.run({ direction: "reenvelope", encoded, codecs }, options);
      return bytes && ({ ...encoded, bytes, codecs } as EncodedChunk);
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

/** Whether workers can write there too. Shared memory of other frames counts as not shared, and is copied to. */
function isShared({ buffer }: DecodeTarget): boolean {
  return canShareMemory && buffer instanceof SharedArrayBuffer;
}
