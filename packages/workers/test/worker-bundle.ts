/**
 * Worker scripts for tests: Node cannot run TypeScript in workers, so they are bundled on the fly.
 */

import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { build, type Plugin } from "esbuild";
import { afterAll } from "vitest";

/** From here the packages that stay out of bundles are found. */
export const BUNDLES: URL = new URL(
  `../../../node_modules/.cache/chunkwright-workers/${randomUUID()}/`,
  import.meta.url,
);
afterAll(() => rm(BUNDLES, { recursive: true, force: true }));

/** What Node can run as it is: third-party packages and kernels. */
const packagesStayOut: Plugin = {
  name: "packages-stay-out",
  setup({ onResolve }) {
    onResolve({ filter: /^[^.#/]/ }, ({ path, kind }) =>
      /^@chunkwright\/(?!wasm\/)/.test(path) || kind === "entry-point" ? undefined : { path, external: true },
    );
  },
};

/** Where the script lies that `entry`, a file beside this one, was made into. */
export async function bundleWorker(entry: string): Promise<URL> {
  const outfile = fileURLToPath(new URL(`${basename(entry, ".ts")}.mjs`, BUNDLES));
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@chunkwright/source"],
    plugins: [packagesStayOut],
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
