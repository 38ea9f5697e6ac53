/**
 * The WebAssembly of the libraries of others, as `@chunkwright/wasm` has it.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { fromBase64 } from "../kernel/from-base64.ts";
import { kernelDecode } from "../kernel/kernel-decode.ts";

/** Names of the libraries that have WebAssembly, as in `@chunkwright/wasm/libraries/<name>`. */
export type LibraryName =
  | "jpeg-xl-decode"
  | "jpeg-xr-decode"
  | "libjpeg-turbo-decode"
  | "libjpeg-turbo-encode"
  | "openjpeg-decode"
  | "openjpeg-encode"
  | "webp-decode"
  | "webp-encode";

interface DeflatedWasm {
  readonly deflated: string;
  readonly byteLength: number;
}

/** A lazy import per library, so that bundlers split them. */
const SOURCES: { readonly [K in LibraryName]: () => Promise<DeflatedWasm> } = {
  "jpeg-xl-decode": () => import("@chunkwright/wasm/libraries/deflated/jpeg-xl-decode"),
  "jpeg-xr-decode": () => import("@chunkwright/wasm/libraries/deflated/jpeg-xr-decode"),
  "libjpeg-turbo-decode": () => import("@chunkwright/wasm/libraries/deflated/libjpeg-turbo-decode"),
  "libjpeg-turbo-encode": () => import("@chunkwright/wasm/libraries/deflated/libjpeg-turbo-encode"),
  "openjpeg-decode": () => import("@chunkwright/wasm/libraries/deflated/openjpeg-decode"),
  "openjpeg-encode": () => import("@chunkwright/wasm/libraries/deflated/openjpeg-encode"),
  "webp-decode": () => import("@chunkwright/wasm/libraries/deflated/webp-decode"),
  "webp-encode": () => import("@chunkwright/wasm/libraries/deflated/webp-encode"),
};

/** The bytes of a library's module. */
export async function libraryWasm(name: LibraryName): Promise<Bytes> {
  const { deflated, byteLength } = await SOURCES[name]();
  return kernelDecode("inflate", name, fromBase64(deflated), byteLength);
}
