/**
 * A chunk coder that works in a pool of worker threads, in Node and in browsers.
 *
 * @module
 */

export { createWorkerPool, type WorkerPoolOptions } from "./create-worker-pool.ts";
export type { PoolStats } from "./dispatcher.ts";
export type { BrowserPoolWorker, NodePoolWorker, PoolWorker } from "./pool-worker.ts";
export type { PoolCallOptions } from "./task.ts";
export type { PoolOptions, WorkerPool } from "./worker-pool.ts";
