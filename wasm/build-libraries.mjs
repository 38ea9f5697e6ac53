/**
 * Builds the libraries of others: `node build-libraries.mjs`.
 *
 * Each becomes two modules that every bundler and runtime takes as they are: `dist/libraries/<name>.js`, the code around
 * the WebAssembly without what it does in Node alone and without looking for files, and `deflated/<name>.js`, the
 * WebAssembly deflated and in base64. One that is JavaScript alone becomes the first.
 */

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build } from "rolldown";
import { STRICT_BUILD } from "../scripts/strict-build.mjs";
import { thirdPartyLicenses } from "../scripts/third-party-licenses.mjs";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const DIST = `${ROOT}dist/libraries`;
const { resolve } = createRequire(import.meta.url);

/** The module, and the file of its WebAssembly; "inside" if the module holds it as a data URL. */
const LIBRARIES = {
  "jpeg-xl-decode": {
    module: "jxl-oxide-wasm",
    wasm: `${dirname(resolve("jxl-oxide-wasm/package.json"))}/jxl_oxide_wasm_bg.wasm`,
  },
  "jpeg-xr-decode": { module: "jpegxr", wasm: "inside" },
  "lerc-decode": { module: "lerc" },
  "libjpeg-turbo-decode": cornerstone("codec-libjpeg-turbo-8bit", "decodewasm"),
  "libjpeg-turbo-encode": cornerstone("codec-libjpeg-turbo-8bit", "wasm"),
  "openjpeg-decode": cornerstone("codec-openjpeg", "decodewasm"),
  "openjpeg-encode": cornerstone("codec-openjpeg", "wasm"),
  "webp-decode": squoosh("dec/webp_dec"),
  "webp-encode": squoosh("enc/webp_enc"),
};

/** What tells the platform: on none of them the code neither looks for files nor listens to the process. */
const PLATFORM = [
  "process",
  "window",
  "document",
  "importScripts",
  "WorkerGlobalScope",
  "__filename",
  "__dirname",
];
/** What bundlers would follow or refuse must be gone with it. */
const TROUBLE = /\brequire\b|\bimport\.meta\b|\bprocess\b|__(?:file|dir)name\b/;

const DATA_URL = /(data:application\/octet-stream;base64,)(\w[^"]*)/;
const WASM_TYPES = `/** The WebAssembly module: raw DEFLATE, in base64. */
export declare const deflated: string;
/** Length of the module, inflated. */
export declare const byteLength: number;
`;

rmSync(DIST, { recursive: true, force: true });
mkdirSync(`${DIST}/deflated`, { recursive: true });
copyFileSync(`${ROOT}libraries/emscripten.d.ts`, `${DIST}/emscripten.d.ts`);
const output = [];
for (const [name, library] of Object.entries(LIBRARIES)) output.push(...(await buildLibrary(name, library)));
writeFileSync(`${DIST}/third-party-licenses.txt`, [thirdPartyLicenses(output), ...compiledIn()].join("\n\n"));

function cornerstone(codec, wasm) {
  const name = `@cornerstonejs/${codec}/${wasm}`;
  return { module: `${name}js`, wasm: resolve(name) };
}

function squoosh(path) {
  const name = `@jsquash/webp/codec/${path}`;
  return { module: `${name}.js`, wasm: resolve(`${name}.wasm`) };
}

/** The licenses of what the packages have compiled; few of them contain them. */
function compiledIn() {
  const folder = `${ROOT}libraries/licenses/`;
  const own = readdirSync(folder).map((file) => [file.slice(0, -".txt".length), folder + file]);
  const libwebp = resolve("@jsquash/webp/codec/LICENSE.codec.md");
  return [...own, ["libwebp", libwebp]].map(([name, path]) => `${name}\n\n${readFileSync(path, "utf8")}`);
}

async function buildLibrary(name, { module, wasm }) {
  const inside = [];
  const { output } = await build({
    cwd: ROOT,
    input: { [name]: "library" },
    platform: "neutral",
    resolve: { mainFields: ["module", "main"] },
    plugins: [entryOf(module), withoutFiles(inside)],
    transform: {
      target: "es2022",
      define: Object.fromEntries(PLATFORM.map((identifier) => [identifier, "undefined"])),
    },
    ...STRICT_BUILD,
    output: { dir: DIST, minify: true, comments: false },
  });
  const trouble = TROUBLE.exec(output[0].code);
  if (trouble) throw new Error(`${name} still has ${trouble[0]}, which not every bundler takes`);
  copyFileSync(`${ROOT}libraries/${name}.d.ts`, `${DIST}/${name}.d.ts`);
  if (wasm) writeWasm(name, wasm === "inside" ? inside[0] : readFileSync(wasm));
  return output;
}

/** A plugin: the bundle's only entry, which exports what the module does. */
function entryOf(module) {
  const exports = JSON.stringify(module);
  return {
    name: "entry",
    resolveId: (id) => (id === "library" ? id : undefined),
    load: (id) =>
      id === "library" ? `export * from ${exports}; export { default } from ${exports};` : undefined,
  };
}

/** A plugin: the code knows no place of its own and asks for none of Node's modules; data URLs of WebAssembly go to `wasm`. */
function withoutFiles(wasm) {
  return {
    name: "without-files",
    resolveId: (id) => (id === "fs" || id === "path" ? `\0${id}` : undefined),
    load: (id) => (id.startsWith("\0") ? "" : undefined),
    transform(code) {
      const own = code.replace(DATA_URL, (_, start, base64) => {
        wasm.push(Buffer.from(base64, "base64"));
        return start;
      });
      // The address serves to make others, at which nothing is fetched.
      return own.includes("import.meta.url")
        ? `let place = "https://localhost/";\n${own.replaceAll("import.meta.url", "place")}`
        : own;
    },
  };
}

function writeWasm(name, bytes) {
  const base64 = deflateRawSync(bytes, { level: 9 }).toString("base64");
  const lines = [`export const deflated =\n  "${base64}";`, `export const byteLength = ${bytes.length};`, ""];
  writeFileSync(`${DIST}/deflated/${name}.js`, lines.join("\n"));
  writeFileSync(`${DIST}/deflated/${name}.d.ts`, WASM_TYPES);
}
