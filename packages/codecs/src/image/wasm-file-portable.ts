/**
 * Reading WebAssembly files of other packages in browsers: bundlers find them by the URLs written here.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export type WasmFile =
  | "libjpeg-turbo"
  | "libjpeg-turbo-encoder"
  | "openjpeg"
  | "openjpeg-encoder"
  | "webp"
  | "webp-encoder"
  | "jxl";

/** The file's bytes; `undefined` if the package itself locates its file. */
export async function readWasmFile(file: WasmFile): Promise<Bytes | undefined> {
  const url = urlOf(file);
  if (!url) return undefined;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function urlOf(file: WasmFile): URL | undefined {
  switch (file) {
    case "libjpeg-turbo":
      return new URL("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm", import.meta.url);
    case "libjpeg-turbo-encoder":
      return new URL("@cornerstonejs/codec-libjpeg-turbo-8bit/wasm", import.meta.url);
    case "openjpeg":
      return new URL("@cornerstonejs/codec-openjpeg/decodewasm", import.meta.url);
    case "openjpeg-encoder":
      return new URL("@cornerstonejs/codec-openjpeg/wasm", import.meta.url);
    default:
      return undefined;
  }
}
