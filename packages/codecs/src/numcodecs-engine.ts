/**
 * npm numcodecs, whose modules are typed loosely and load Emscripten builds of zstd, lz4 and blosc.
 *
 * @module
 */

import type { Bytes, JsonObject } from "@chunkwright/core";

interface NumcodecsCodec {
  encode(data: Uint8Array): Promise<Uint8Array>;
  decode(data: Uint8Array): Promise<Uint8Array>;
}

interface NumcodecsModule {
  readonly default: { fromConfig(configuration: JsonObject): NumcodecsCodec };
}

const MODULES = {
  zstd: (): Promise<NumcodecsModule> => import("numcodecs/zstd"),
  lz4: (): Promise<NumcodecsModule> => import("numcodecs/lz4"),
  blosc: (): Promise<NumcodecsModule> => import("numcodecs/blosc"),
} as const;

type Name = keyof typeof MODULES;

export async function numcodecsEncode(name: Name, bytes: Bytes, configuration: JsonObject): Promise<Bytes> {
  const { default: codec } = await MODULES[name]();
  return owned(await codec.fromConfig({ id: name, ...configuration }).encode(bytes));
}

/** The caller has checked sizes and structure: these decoders hang or answer garbage on damaged input. */
export async function numcodecsDecode(name: Name, bytes: Bytes): Promise<Bytes> {
  const { default: codec } = await MODULES[name]();
  return owned(await codec.fromConfig({ id: name }).decode(bytes));
}

function owned(bytes: Uint8Array): Bytes {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
