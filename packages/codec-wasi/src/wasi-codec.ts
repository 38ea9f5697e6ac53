/**
 * Opening a plugin as a codec for the table.
 *
 * @module
 */

import { type BytesToBytesCodec, compressed } from "@chunkwright/codecs";
import {
  type Bytes,
  checkCount,
  type JsonObject,
  MAX_TIMEOUT_MS,
  printJson,
  StorageError,
} from "@chunkwright/core";
import { spawnWorker } from "#spawn";
import { limitModule } from "./limit-module.ts";
import { createPluginHost, type PluginHost } from "./plugin-host.ts";
import type { PluginWorker } from "./plugin-worker.ts";

/** Options of `openWasiCodec`. */
export interface WasiCodecOptions {
  /** What errors call the codec; the name that it is registered by. */
  readonly name: string;
  /** The plugin's WebAssembly module. */
  readonly module: Bytes;
  /** The most that its memory may grow to, 256 MiB by default. Input, output and its own state count. */
  readonly maxMemoryBytes?: number;
  /** The most that one call may take, 10 s by default; the first starts the worker and compiles the module. */
  readonly timeoutMs?: number;
  /** Starts a worker that runs this package's `/worker` entry, for bundlers that do not find it by themselves. */
  readonly createWorker?: () => PluginWorker;
}

/** A plugin, ready for a codec table. */
export interface WasiCodec {
  readonly codec: BytesToBytesCodec;
  /** Ends the worker: calls under way and later ones reject. */
  close(): void;
}

const MAX_MEMORY_BYTES = 256 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * A codec by a plugin in a worker of its own, started at the first call. Throws "unsupported" for a module that
 * imports more than plugins may, or needs more memory, and "invalid-data" if it is not a module.
 *
 * Whatever the plugin does wrong (a trap, a loop, an answer that cannot be) rejects that one call, with "codec".
 */
export function openWasiCodec(options: WasiCodecOptions): WasiCodec {
  const {
    name,
    maxMemoryBytes = MAX_MEMORY_BYTES,
    timeoutMs = TIMEOUT_MS,
    createWorker = spawnWorker,
  } = options;
  checkCount("timeoutMs", timeoutMs, 1, MAX_TIMEOUT_MS);
  checkCount("maxMemoryBytes", maxMemoryBytes, 0);
  const host = createPluginHost(limitModule(options.module, maxMemoryBytes), createWorker, timeoutMs);
  return { codec: codecOf(name, host), close: () => host.close() };
}

function codecOf(name: string, host: PluginHost): BytesToBytesCodec {
  return {
    kind: "bytes-to-bytes",
    bind(configuration: JsonObject, decoded) {
      const encoded = compressed(decoded);
      const json = printJson(configuration);
      const call = async (
        direction: "decode" | "encode",
        bytes: Bytes,
        room: number,
        maxByteLength: number,
      ): Promise<Bytes> => {
        try {
          const request = {
            kind: "call",
            direction,
            configuration: json,
            bytes,
            room,
            maxByteLength,
          } as const;
          return await host.call(request);
        } catch (cause) {
          const fact = cause instanceof Error ? cause.message : String(cause);
          const context = { codec: name, direction };
          throw new StorageError("codec", `Cannot ${direction} ${name}: ${fact}`, context, { cause });
        }
      };
      return {
        encoded,
        decode: (bytes) => call("decode", bytes, decoded.maxByteLength, decoded.maxByteLength),
        encode: (bytes) => call("encode", bytes, bytes.byteLength + ENCODE_SLACK, encoded.maxByteLength),
      };
    },
  };
}

/** What encoders add to data that cannot be made smaller, for most; others ask for more. */
const ENCODE_SLACK = 1024;
