/**
 * Makes the workers' scripts that `@chunkwright/workers/embedded` brings along: `node build-embedded.mjs`, after the rest.
 *
 * Each is in one piece and imports nothing but Node's modules, so that it runs from wherever it is put. WebAssembly is not
 * in it: workers ask the thread that started them for every module, compiled.
 */

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { STRICT_BUILD } from "../../scripts/strict-build.mjs";

const PLATFORMS = { browser: ["import"], node: ["node", "import"] };
/** The modules that hold WebAssembly alone: kernels, and what libraries need. */
const WASM = /^@chunkwright\/wasm\/(?:libraries\/deflated\/)?[^/]+$/;

process.chdir(fileURLToPath(new URL(".", import.meta.url)));
mkdirSync("dist/embedded", { recursive: true });
copyFileSync("../../wasm/dist/libraries/third-party-licenses.txt", "dist/embedded/third-party-licenses.txt");
for (const [platform, conditions] of Object.entries(PLATFORMS)) {
  const { output } = await build({
    input: `src/worker-${platform}.ts`,
    platform: platform === "node" ? "node" : "neutral",
    external: WASM,
    resolve: { conditionNames: ["@chunkwright/source", ...conditions] },
    transform: { target: "es2022" },
    ...STRICT_BUILD,
    write: false,
    output: { codeSplitting: false, minify: true },
  });
  const script = JSON.stringify(output[0].code);
  writeFileSync(`dist/embedded/script-${platform}.js`, `export const script =\n  ${script};\n`);
}
