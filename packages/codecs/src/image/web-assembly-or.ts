/**
 * Loading libraries that are compiled both to WebAssembly and to JavaScript, which is less than half as fast.
 *
 * @module
 */

import { readWasmFile } from "#wasm-file";
import type { WasmFile } from "./wasm-file-portable.ts";

/** A module made by Emscripten. */
interface Library<Engine> {
  readonly default: (options?: { readonly wasmBinary: Uint8Array | undefined }) => Promise<Engine>;
}

/** The engine in WebAssembly; if its file cannot be loaded, for example as a bundler left it out, in JavaScript. */
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
