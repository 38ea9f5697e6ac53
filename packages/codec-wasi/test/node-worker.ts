/**
 * A worker from this package's sources. Node 20 runs no TypeScript, so its entry is bundled first.
 */

import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";

const { outputFiles } = buildSync({
  entryPoints: [fileURLToPath(new URL("../src/worker-node.ts", import.meta.url))],
  bundle: true,
  format: "esm",
  platform: "node",
  write: false,
});
const entry = new URL(`data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`);

/** Workers that were started, in turn. */
export const started: Worker[] = [];

export function createWorker(): Worker {
  const worker = new Worker(entry);
  started.push(worker);
  return worker;
}
