/**
 * A chunk coder that works in a pool of worker threads, in Node and in browsers.
 *
 * @module
 */

export type { PoolStats } from "./dispatcher.ts";
export type { BrowserPoolWorker, NodePoolWorker, PoolWorker } from "./pool-worker.ts";
export type { PoolCallOptions } from "./task.ts";
export { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from "./worker-pool.ts";
