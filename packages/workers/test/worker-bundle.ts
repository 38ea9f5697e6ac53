/**
 * Worker scripts for tests: Node cannot run TypeScript in workers, so they are bundled on the fly.
 */

import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { build, type Plugin } from "esbuild";

/** From here the third-party packages that codecs import are found. */
const FOLDER = new URL(`../../../node_modules/.cache/chunkwright-workers/${process.pid}/`, import.meta.url);

const thirdPartyStaysOut: Plugin = {
  name: "third-party-stays-out",
  setup({ onResolve }) {
    onResolve({ filter: /^[^.#/]/ }, ({ path, kind }) =>
      path.startsWith("@chunkwright/") || kind === "entry-point" ? undefined : { path, external: true },
    );
  },
};

/** Where the script lies that `entry`, a file beside this one, was made into. */
export async function bundleWorker(entry: string): Promise<URL> {
  const outfile = fileURLToPath(new URL(entry.replace(/\.ts$/, ".mjs"), FOLDER));
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@chunkwright/source"],
    plugins: [thirdPartyStaysOut],
    logLevel: "warning",
  });
  return pathToFileURL(outfile);
}

export interface RecordedWorkers {
  readonly workers: Worker[];
  readonly createWorker: () => Worker;
}

/** Starts workers and remembers them. */
export function recordWorkers(url: URL): RecordedWorkers {
  const workers: Worker[] = [];
  const createWorker = () => {
    const worker = new Worker(url);
    workers.push(worker);
    worker.on("exit", () => workers.splice(workers.indexOf(worker), 1));
    return worker;
  };
  return { workers, createWorker };
}
