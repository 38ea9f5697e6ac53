/**
 * Starting workers in browsers of a script that lies in a module.
 *
 * @module
 */

import type { PoolWorker } from "./pool-worker.ts";

let place: Promise<string> | undefined;

export async function spawnEmbedded(): Promise<PoolWorker> {
  place ??= makePlace();
  return new Worker(await place, { type: "module" });
}

/** An address of the script, for all workers of the page. */
async function makePlace(): Promise<string> {
  const { script } = await import("#worker-script");
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}
