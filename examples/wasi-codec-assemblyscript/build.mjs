/** Builds the plugin: `node build.mjs [file]`, `dist/codec.wasm` unless told. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL(".", import.meta.url));
const file = process.argv[2] ?? `${root}dist/codec.wasm`;

let wasm;
const { error, stderr } = await asc.main(
  ["codec.ts", "--baseDir", root, "--outFile", "codec.wasm", "-O3", "--runtime", "stub", "--use", "abort="],
  {
    writeFile(_name, contents) {
      wasm = contents;
    },
  },
);
if (error) {
  process.stderr.write(stderr.toString());
  throw error;
}
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, wasm);
