/**
 * Bundles the page by esbuild into `dist-esbuild`: `node bundle-esbuild.mjs`. esbuild does not follow
 * `new Worker(new URL(...))`, so the workers' script is an entry point of its own and the page is told its name.
 */

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
rmSync("dist-esbuild", { recursive: true, force: true });
await build({
  entryPoints: { main: "main.js", style: "style.css", worker: "@chunkwright/workers/worker-browser" },
  outdir: "dist-esbuild",
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  target: "es2022",
  define: { WORKER_URL: '"./worker.js"' },
  // The repository's tests bundle the packages' sources by one more condition. Nobody else needs it.
  conditions: process.env.CONDITIONS?.split(",") ?? [],
});
writeFileSync("dist-esbuild/index.html", readFileSync("index.html", "utf8").replaceAll('="/', '="./'));
