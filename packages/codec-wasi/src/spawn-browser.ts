/**
 * Starting a worker in browsers.
 *
 * @module
 */

import type { PluginWorker } from "./plugin-worker.ts";

export function spawnWorker(): PluginWorker {
  return new Worker(new URL("./worker-browser.js", import.meta.url), { type: "module" });
}
