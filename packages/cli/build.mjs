/**
 * Builds the command, after tsc has built what programs import: `node build.mjs`.
 *
 * Our own packages and the libraries become files in `dist/command`, cut along dynamic imports, and few of them: most
 * of a short command's time goes into finding and opening modules. `@chunkwright/wasm` stays outside: its modules are
 * loaded when met, and are installed for programs anyway. All files lie side by side, so that `worker-node.js` is where
 * the pool looks for it.
 */

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { STRICT_BUILD } from "../../scripts/strict-build.mjs";
import { thirdPartyLicenses } from "../../scripts/third-party-licenses.mjs";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const OUTPUT = `${ROOT}dist/command/`;

/**
 * Modules of a package that so many commands and formats share become one file: `info` of a TIFF opens 12, where rolldown
 * alone would make it 74. In the order of the layers, so that no two files import each other.
 */
const SHARED = { core: 1, stores: 2, ome: 6, cli: 6 };
/** First what every command needs, and only what is shared: a worker opens the file too, and must not run `main.ts`. */
const GROUPS = [
  { name: "start", tags: ["$initial"], minShareCount: 2 },
  ...Object.entries(SHARED).map(([name, minShareCount]) => ({
    name,
    test: new RegExp(`[\\\\/]packages[\\\\/]${name}[\\\\/]`),
    minShareCount,
  })),
];

const { "@chunkwright/core": _core, ...outside } = readManifest(`${ROOT}../codecs/`).dependencies;
checkDependencies();
rmSync(OUTPUT, { recursive: true, force: true });
const { output } = await build({
  cwd: ROOT,
  input: { main: "src/main.ts", "worker-node": "@chunkwright/workers/worker-node" },
  platform: "node",
  external: (id) => packageName(id) in outside,
  resolve: { conditionNames: ["@chunkwright/source", "node", "import"] },
  ...STRICT_BUILD,
  output: {
    dir: OUTPUT,
    minify: { mangle: false },
    codeSplitting: { groups: GROUPS },
    chunkFileNames: "[name]-[hash].js",
  },
});
writeFileSync(`${OUTPUT}third-party-licenses.txt`, thirdPartyLicenses(output));

/** What stays outside must be installed with this package: nothing says that its own dependencies' are in its reach. */
function checkDependencies() {
  const { dependencies } = readManifest(ROOT);
  for (const [name, range] of Object.entries(outside)) {
    if (dependencies[name] !== range)
      throw new Error(`package.json must have the dependency ${name}: ${range}`);
  }
}

function packageName(id) {
  return id
    .split("/")
    .slice(0, id.startsWith("@") ? 2 : 1)
    .join("/");
}

function readManifest(folder) {
  return JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
}
