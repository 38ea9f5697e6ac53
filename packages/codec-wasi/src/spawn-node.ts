/**
 * Starting a worker in Node.
 *
 * @module
 */

import { Worker } from "node:worker_threads";
import type { PluginWorker } from "./plugin-worker.ts";

export function spawnWorker(): PluginWorker {
  return new Worker(new URL("./worker-node.js", import.meta.url), { env: {}, execArgv: [] });
}
