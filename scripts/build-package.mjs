/**
 * Builds the package in the working directory: `node ../../scripts/build-package.mjs`, as its script `build`.
 *
 * Empties `dist`, has tsc write the declarations, and bundles each module that `exports` and `imports` name, with what
 * they share in files beside them: programs would otherwise spend most of their start finding and opening modules.
 * What `dependencies` names stays an import, so that it is loaded once; what only `devDependencies` names becomes a part.
 * Private packages, which only this repository loads, are what tsc makes of them.
 */

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { annotatePure } from "./annotate-pure.mjs";
import { STRICT_BUILD } from "./strict-build.mjs";
import { thirdPartyLicenses } from "./third-party-licenses.mjs";

const TSC = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

const {
  exports,
  imports,
  devDependencies = {},
  private: isPrivate,
} = JSON.parse(readFileSync("package.json", "utf8"));
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
  const { output } = await build({
    // "./src/zarrita/index.ts" becomes "dist/zarrita/index.js".
    input: Object.fromEntries(sources({ ...exports, ...imports }).map((path) => [path.slice(6, -3), path])),
    platform: "neutral",
    external: (id, importer, isResolved) => !isResolved && isImport(id, importer),
    resolve: { mainFields: ["module", "main"] },
    preserveEntrySignatures: "strict",
    transform: { target: "es2022" },
    // Imports of which no name is left make bundlers warn.
    optimization: { inlineConst: false },
    plugins: [annotatePure()],
    ...STRICT_BUILD,
    output: {
      chunkFileNames: "[name].js",
      minifyInternalExports: false,
      sourcemap: true,
      sourcemapExcludeSources: true,
    },
  });
  const licenses = thirdPartyLicenses(output);
  if (licenses) writeFileSync("dist/third-party-licenses.txt", licenses);
}

/** Whether `id` stays an import, rather than to become a part of the package with all that it needs itself. */
function isImport(id, importer = "") {
  if (id.startsWith(".") || /[\\/]node_modules[\\/]/.test(importer)) return false;
  return !Object.keys(devDependencies).some((name) => id === name || id.startsWith(`${name}/`));
}

/** The TypeScript behind conditional exports, under all further conditions. */
function sources(targets) {
  return Object.values(targets).flatMap((target) => paths(target["@chunkwright/source"]));
}

function paths(target = {}) {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(paths);
}
