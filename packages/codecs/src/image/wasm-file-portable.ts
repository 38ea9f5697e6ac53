/**
 * WebAssembly files of other packages, as bundlers find them: by the URLs written here and in those packages.
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

/** The file's bytes; `undefined` where the package itself knows where its file is. */
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
