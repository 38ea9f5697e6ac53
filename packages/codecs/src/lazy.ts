/**
 * `@chunkwright/codecs/lazy`: the coder without its table, of which it imports what the first chunk needs. For what opens
 * files, and may leave chunks to workers.
 *
 * @module
 */

export { checkCodecs } from "./check-codecs.ts";
export { lookup3 } from "./checksum/lookup3.ts";
export type { CodecLookup, CodecTable } from "./codec-table.ts";
export { type CoderOptions, createCoder, type InThreadCoder, inThreadCoder } from "./coder.ts";
export {
  compiledWasm,
  type KernelName,
  provideWasm,
  provideWasmFrom,
  type WasmModule,
  type WasmName,
} from "./kernel/wasm-module.ts";
export { withCodecTable } from "./load-codec-table.ts";
