/**
 * Codecs in WebAssembly written by others, hosted with limits.
 *
 * @module
 */

export type { BrowserPluginWorker, NodePluginWorker, PluginWorker } from "./plugin-worker.ts";
export { openWasiCodec, type WasiCodec, type WasiCodecOptions } from "./wasi-codec.ts";
