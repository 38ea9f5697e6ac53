/**
 * Starting workers in Node.
 *
 * @module
 */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { PoolWorker } from "./pool-worker.ts";

export function spawnWorker(url: string | URL | undefined): PoolWorker | undefined {
  // Node takes strings for paths, unlike browsers.
  const entry = typeof url === "string" && URL.canParse(url) ? new URL(url) : url;
  return new Worker(entry ?? new URL("./worker-node.js", import.meta.url));
}

/** Threads that run at once. */
export function hardwareConcurrency(): number {
  return availableParallelism();
}
