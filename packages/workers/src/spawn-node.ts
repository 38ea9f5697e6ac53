/**
 * Starting workers in Node.
 *
 * @module
 */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { PoolWorker } from "./pool-worker.ts";

export function spawnWorker(url: string | URL | undefined): PoolWorker | undefined {
  // The process's own options are not for our script: with `--eval` workers do not start.
  if (url === undefined) return new Worker(new URL("./worker-node.js", import.meta.url), { execArgv: [] });
  // Node takes strings for paths, unlike browsers.
  return new Worker(typeof url === "string" && URL.canParse(url) ? new URL(url) : url);
}

/** Threads that run at once. */
export function hardwareConcurrency(): number {
  return availableParallelism();
}
