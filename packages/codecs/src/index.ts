/**
 * Codecs for chunked arrays behind one table, and the coder that runs them in the calling thread.
 *
 * @module
 */

export { type CodecTable, codecTable, isKnownCodec, registerCodec } from "#codec-table";
export { lookup3 } from "./checksum/lookup3.ts";
export {
  type ArraySpec,
  type ArrayToArrayCodec,
  type ArrayToBytesCodec,
  type BytesSpec,
  type BytesToBytesCodec,
  type Codec,
  compressed,
  exactly,
  type Transform,
} from "./codec.ts";
export { type CoderOptions, createCoder, type InThreadCoder, inThreadCoder } from "./coder.ts";
export type { DecodeIntoOptions } from "./decode-chunk.ts";
export type { EncodePartOptions } from "./encode-chunk.ts";
export {
  compiledWasm,
  type KernelName,
  provideWasm,
  provideWasmFrom,
  type WasmModule,
  type WasmName,
} from "./kernel/wasm-module.ts";
export { validateCodecs } from "./validate-codecs.ts";
export { type DecodeZstdOptions, decodeZstd, zstdWithDictionary } from "./zstd/zstd-dictionary.ts";
