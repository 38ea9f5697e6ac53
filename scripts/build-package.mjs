/**
 * Builds the package in the working directory: `node ../../scripts/build-package.mjs`, as its script `build`.
 *
 * Empties `dist`, has tsc write the declarations, and bundles each module that `exports` and `imports` name, with what
 * they share in files beside them: programs would otherwise spend most of their start finding and opening modules.
 * Other packages stay imports, so that each is loaded once. Private packages, which only this repository loads, are
 * what tsc makes of them.
 */

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { annotatePure } from "./annotate-pure.mjs";

const TSC = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

const { exports, imports, private: isPrivate } = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist", { recursive: true, force: true });
compile(isPrivate ? [] : ["--emitDeclarationOnly"]);
if (!isPrivate) await bundle();

function compile(options) {
  const { status, error } = spawnSync(process.execPath, [TSC, "-p", "tsconfig.build.json", ...options], {
    stdio: "inherit",
  });
  if (error) throw error;
  if (status !== 0) process.exit(1);
}

async function bundle() {
  await build({
    // "./src/zarrita/index.ts" becomes "dist/zarrita/index.js".
    input: Object.fromEntries(sources({ ...exports, ...imports }).map((path) => [path.slice(6, -3), path])),
    platform: "neutral",
    external: (id, _importer, isResolved) => !isResolved && !id.startsWith("."),
    preserveEntrySignatures: "strict",
    transform: { target: "es2022" },
    // Imports of which no name is left make bundlers warn.
    optimization: { inlineConst: false },
    plugins: [annotatePure()],
    // Where a package imports a module of its own both ways, there is nothing to put apart.
    checks: { ineffectiveDynamicImport: false },
    onwarn({ message }) {
      throw new Error(message);
    },
    output: {
      chunkFileNames: "[name].js",
      minifyInternalExports: false,
      sourcemap: true,
      sourcemapExcludeSources: true,
    },
  });
}

/** The TypeScript behind conditional exports, whatever further conditions tell apart. */
function sources(targets) {
  return Object.values(targets).flatMap((target) => paths(target["@chunkwright/source"]));
}

function paths(target = {}) {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(paths);
}
