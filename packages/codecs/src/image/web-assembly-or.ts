/**
 * Libraries that come compiled twice: to WebAssembly, and to JavaScript in one file, which is less than half as fast.
 *
 * @module
 */

import { readWasmFile } from "#wasm-file";
import type { WasmFile } from "./wasm-file-portable.ts";

/** As Emscripten wraps a library. */
interface Library<Engine> {
  readonly default: (options?: { readonly wasmBinary: Uint8Array | undefined }) => Promise<Engine>;
}

/** The engine in WebAssembly; where its file is not to be had, as in pages whose bundler left it behind, in JavaScript. */
export async function webAssemblyOr<Engine>(
  file: WasmFile,
  webAssembly: () => Promise<Library<Engine>>,
  javaScript: () => Promise<Library<Engine>>,
): Promise<Engine> {
  try {
    const wasmBinary = await readWasmFile(file);
    return await (await webAssembly()).default({ wasmBinary });
  } catch {
    return (await javaScript()).default();
  }
}
