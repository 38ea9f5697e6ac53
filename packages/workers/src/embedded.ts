/**
 * `@chunkwright/workers/embedded`: pools whose workers' script lies in a module, which is loaded with the first worker. For
 * bundlers that do not follow `new Worker(new URL(...))`, and for packages loaded from other origins.
 *
 * @module
 */

import { spawnEmbedded } from "#spawn-embedded";
import { createPool, type PoolOptions, type WorkerPool } from "./worker-pool.ts";

export type { PoolStats } from "./dispatcher.ts";
export type { PoolCallOptions } from "./task.ts";
export type { PoolOptions, WorkerPool } from "./worker-pool.ts";

/** A pool as `@chunkwright/workers` makes it. A page's content security policy must allow `worker-src blob:`. */
export function createWorkerPool(options: PoolOptions = {}): WorkerPool {
  return createPool(spawnEmbedded, options);
}
