/** Bundles the page into `dist`: `node bundle.mjs`. With `splitting` each codec stays in a file of its own. */

import { copyFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ["main.js"],
  outdir: "dist",
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  target: "es2022",
  // The repository's tests bundle the packages' sources by one more condition. Nobody else needs it.
  conditions: process.env.CONDITIONS?.split(",") ?? [],
});
copyFileSync("index.html", "dist/index.html");
