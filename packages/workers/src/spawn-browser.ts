/**
 * Starting workers in browsers; `undefined` where there are none.
 *
 * @module
 */

import type { PoolWorker } from "./pool-worker.ts";

export function spawnWorker(url: string | URL | undefined): PoolWorker | undefined {
  if (typeof Worker === "undefined") return undefined;
  // Bundlers look for this very expression.
  return url === undefined
    ? new Worker(new URL("./worker-browser.js", import.meta.url), { type: "module" })
    : new Worker(url, { type: "module" });
}

/** Threads that run at once, as far as the browser tells. */
export function hardwareConcurrency(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}
