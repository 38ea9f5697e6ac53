/**
 * Starting workers in Node of a script that lies in a module.
 *
 * @module
 */

import { Worker } from "node:worker_threads";
import type { PoolWorker } from "./pool-worker.ts";

export async function spawnEmbedded(): Promise<PoolWorker> {
  const { script } = await import("#worker-script");
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), { execArgv: [] });
}
