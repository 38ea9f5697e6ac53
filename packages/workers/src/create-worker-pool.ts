/**
 * Pools whose workers have a script of their own.
 *
 * @module
 */

import { spawnWorker } from "#spawn";
import type { PoolWorker } from "./pool-worker.ts";
import { createPool, type PoolOptions, type WorkerPool } from "./worker-pool.ts";

/** Options of `createWorkerPool`. */
export interface WorkerPoolOptions extends PoolOptions {
  /** URL of the workers' script: a copy of this package's `/worker` entry, or a script that imports it. */
  readonly workerUrl?: string | URL;
  /** Starts a worker that runs such a script, for bundlers or policies that require it. */
  readonly createWorker?: () => PoolWorker | Promise<PoolWorker>;
}

/** A pool of workers. An idle pool does not keep Node alive. Throws `RangeError` for options out of range. */
export function createWorkerPool(options: WorkerPoolOptions = {}): WorkerPool {
  const { workerUrl, createWorker = () => spawnWorker(workerUrl), ...others } = options;
  return createPool(createWorker, others);
}
