/**
 * libhdf5 in WebAssembly as a second reader, for what ours refuses.
 *
 * @module
 */

export { withFallback } from "./fallback-source.ts";
export { type H5wasmFile, type H5wasmLibrary, openH5wasm } from "./h5wasm-file.ts";
