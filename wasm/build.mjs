/**
 * Builds the kernels: `node build.mjs [name...]`, all without names.
 *
 * Every `src/<name>.ts` whose name does not start with `_` is one module; `<name>.simd.ts` is one too, with SIMD.
 * Each becomes `dist/<name>.wasm`, and `dist/<name>.js` that holds the same bytes in base64, for lazy imports that
 * need no fetch. Files appear by rename, so builds may run side by side.
 */

import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import asc from "assemblyscript/asc";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const DIST = `${ROOT}dist`;

const FLAGS = [
  "-O3",
  "--noAssert",
  "--uncheckedBehavior",
  "always",
  "--runtime",
  "stub",
  "--use",
  "abort=",
  "--enable",
  "bulk-memory",
];

const DECLARATION = `/** The WebAssembly module, in base64. */
export declare const wasm: string;
`;

const names = process.argv.length > 2 ? process.argv.slice(2) : allNames();
const rows = [];
for (const name of names) rows.push(await build(name));
removeStale();
printSizes(rows);

function allNames() {
  return readdirSync(`${ROOT}src`)
    .filter((file) => /^[^_].*(?<!\.d)\.ts$/.test(file))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

async function build(name) {
  const bytes = await compile(name);
  mkdirSync(DIST, { recursive: true });
  place(`${name}.wasm`, bytes);
  place(`${name}.js`, `export const wasm =\n  "${Buffer.from(bytes).toString("base64")}";\n`);
  place(`${name}.d.ts`, DECLARATION);
  return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

async function compile(name) {
  const simd = name.endsWith(".simd") ? ["--enable", "simd"] : [];
  let bytes;
  const { error, stderr } = await asc.main(
    [`src/${name}.ts`, "--baseDir", ROOT, "--outFile", "module.wasm", ...FLAGS, ...simd],
    {
      writeFile(_file, contents) {
        bytes = contents;
      },
    },
  );
  if (error) {
    process.stderr.write(stderr.toString());
    throw new Error(`Cannot compile ${name}: ${error.message}`);
  }
  return bytes;
}

function place(file, contents) {
  const temporary = `${DIST}/.${file}.${process.pid}`;
  writeFileSync(temporary, contents);
  renameSync(temporary, `${DIST}/${file}`);
}

/** What modules left whose source is gone; temporary files of other builds stay. */
function removeStale() {
  const known = new Set(allNames());
  for (const file of readdirSync(DIST)) {
    const [, name] = /^([^.].*?)\.(?:wasm|js|d\.ts)$/.exec(file) ?? [];
    if (name !== undefined && !known.has(name)) rmSync(`${DIST}/${file}`, { force: true });
  }
}

function printSizes(rows) {
  const width = Math.max(6, ...rows.map(({ name }) => name.length));
  const line = (name, raw, gzip) =>
    `${name.padEnd(width)}  ${String(raw).padStart(7)}  ${String(gzip).padStart(7)}`;
  console.log(line("module", "bytes", "gzip"));
  for (const { name, raw, gzip } of rows) console.log(line(name, raw, gzip));
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  if (rows.length > 1) console.log(line("total", sum("raw"), sum("gzip")));
}
