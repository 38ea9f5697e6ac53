/**
 * WebAssembly files of other packages, as bundlers find them: by the URLs written here and in those packages.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export type WasmFile = "openjpeg" | "webp" | "jxl";

/** The file's bytes; `undefined` where the package itself knows where its file is. */
export async function readWasmFile(file: WasmFile): Promise<Bytes | undefined> {
  if (file !== "openjpeg") return undefined;
  const url = new URL("@cornerstonejs/codec-openjpeg/decodewasm", import.meta.url);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
