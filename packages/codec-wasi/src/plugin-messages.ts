/**
 * Messages between host and worker.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";

export type PluginRequest =
  /** The module, checked and with its limits set; first of all. */
  { readonly kind: "module"; readonly bytes: Bytes } | PluginCall;

/** One run of the codec. The worker answers calls in turn. */
export interface PluginCall {
  readonly kind: "call";
  readonly direction: "decode" | "encode";
  /** JSON of the codec's configuration. */
  readonly configuration: string;
  readonly bytes: Bytes;
  /** Bytes of room for the result at first, and the most that it may have. */
  readonly room: number;
  readonly maxByteLength: number;
}

export type PluginReply =
  | { readonly kind: "bytes"; readonly bytes: Bytes }
  /** `fact` is what the plugin did, in words. */
  | { readonly kind: "failure"; readonly fact: string };
