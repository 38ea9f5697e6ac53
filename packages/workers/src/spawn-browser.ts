/**
 * Starting workers in browsers; `undefined` where there are none.
 *
 * @module
 */

import type { PoolWorker } from "./pool-worker.ts";

export function spawnWorker(url: string | URL | undefined): PoolWorker | undefined {
  if (typeof Worker === "undefined") return undefined;
  // Bundlers recognise exactly this expression.
  return url === undefined
    ? new Worker(new URL("./worker-browser.js", import.meta.url), { type: "module" })
    : new Worker(url, { type: "module" });
}
