/**
 * `@chunkwright/codecs/lazy`: the coder without its table, which it imports to code the first chunk. For what opens files,
 * and may leave chunks to workers.
 *
 * @module
 */

export { lookup3 } from "./checksum/lookup3.ts";
export { type CoderOptions, createCoder, type InThreadCoder, inThreadCoder } from "./coder.ts";
export { compiledWasm, type KernelName, provideWasm, provideWasmFrom } from "./kernel/wasm-module.ts";
