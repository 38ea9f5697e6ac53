/**
 * npm numcodecs, whose modules are typed loosely and load Emscripten builds of zstd, lz4 and blosc. It only encodes:
 * its decoders hang or answer garbage on damaged input.
 *
 * @module
 */

import type { Bytes, JsonObject } from "@chunkwright/core";

interface NumcodecsModule {
  readonly default: {
    fromConfig(configuration: JsonObject): { encode(data: Uint8Array): Promise<Uint8Array> };
  };
}

const MODULES = {
  zstd: (): Promise<NumcodecsModule> => import("numcodecs/zstd"),
  lz4: (): Promise<NumcodecsModule> => import("numcodecs/lz4"),
  blosc: (): Promise<NumcodecsModule> => import("numcodecs/blosc"),
} as const;

export async function numcodecsEncode(
  name: keyof typeof MODULES,
  bytes: Bytes,
  configuration: JsonObject,
): Promise<Bytes> {
  const { default: codec } = await MODULES[name]();
  return new Uint8Array(await codec.fromConfig({ id: name, ...configuration }).encode(bytes));
}
