/**
 * Reading WebAssembly files of other packages in Node.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Bytes } from "@chunkwright/core";
import type { WasmFile } from "./wasm-file-portable.ts";

const { resolve } = createRequire(import.meta.url);

const PATHS: { readonly [K in WasmFile]: () => string } = {
  "libjpeg-turbo": () => resolve("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm"),
  "libjpeg-turbo-encoder": () => resolve("@cornerstonejs/codec-libjpeg-turbo-8bit/wasm"),
  openjpeg: () => resolve("@cornerstonejs/codec-openjpeg/decodewasm"),
  "openjpeg-encoder": () => resolve("@cornerstonejs/codec-openjpeg/wasm"),
  webp: () => resolve("@jsquash/webp/codec/dec/webp_dec.wasm"),
  "webp-encoder": () => resolve("@jsquash/webp/codec/enc/webp_enc.wasm"),
  // Exported for `import` only, which `require.resolve` does not resolve.
  jxl: () => join(dirname(resolve("jxl-oxide-wasm/package.json")), "jxl_oxide_wasm_bg.wasm"),
};

/** The file's bytes. */
export async function readWasmFile(file: WasmFile): Promise<Bytes> {
  return readFile(PATHS[file]());
}
