/**
 * Starting workers in Node.
 *
 * @module
 */

import { Worker } from "node:worker_threads";
import type { PoolWorker } from "./pool-worker.ts";

export function spawnWorker(url: string | URL | undefined): PoolWorker | undefined {
  // Without the process's own options: with `--eval` workers would not start.
  if (url === undefined) return new Worker(new URL("./worker-node.js", import.meta.url), { execArgv: [] });
  // Unlike browsers, Node takes strings to be paths.
  return new Worker(typeof url === "string" && isUrl(url) ? new URL(url) : url);
}

/** To the parser of URLs, `C:` in front of a path is a scheme. */
function isUrl(text: string): boolean {
  return URL.canParse(text) && !/^[a-z]:/i.test(text);
}
