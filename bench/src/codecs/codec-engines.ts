/**
 * Other codec libraries behind one face. What is not installed is left out.
 *
 * @module
 */

import * as nodeZlib from "node:zlib";
import type { Bytes, JsonObject } from "@chunkwright/core";
import { packageName } from "../measure/environment.ts";
import type { CodecCase } from "./codec-cases.ts";

type Operation = (bytes: Bytes) => Uint8Array | Promise<Uint8Array>;

/** A library bound to one case; what it cannot do is absent. */
export interface BoundEngine {
  readonly encode?: Operation;
  readonly decode?: Operation;
  /** Into the whole of `out`, which the caller uses again. */
  readonly decodeInto?: (bytes: Bytes, out: Bytes) => unknown;
}

export interface CodecEngine {
  /** Name and version. */
  readonly name: string;
  /** `byteLength` is what decoding gives; `undefined` if the library has no such codec. */
  bind(codec: CodecCase, byteLength: number): BoundEngine | undefined;
}

/** The installed engines; `onMissing` is called for each of the others. */
export async function loadEngines(
  onMissing: (name: string, error: unknown) => void,
): Promise<readonly CodecEngine[]> {
  const engines: CodecEngine[] = [];
  for (const [name, load] of Object.entries(LOADERS)) {
    try {
      engines.push(await load());
    } catch (error) {
      onMissing(name, error);
    }
  }
  return engines;
}

const LOADERS: { readonly [name: string]: () => Promise<CodecEngine> } = {
  numcodecs: loadNumcodecs,
  fflate: loadFflate,
  pako: loadPako,
  fzstd: loadFzstd,
  zstddec: loadZstddec,
  "node:zlib": loadNodeZlib,
  "node:zlib zstd": loadNodeZstd,
};

async function loadNumcodecs(): Promise<CodecEngine> {
  const { Blosc, GZip, LZ4, Zlib, Zstd } = await import("numcodecs");
  const makers: { readonly [family: string]: (configuration: never) => NumcodecsCodec } = {
    zstd: (configuration) => Zstd.fromConfig(configuration),
    lz4: (configuration) => LZ4.fromConfig(configuration),
    blosc: (configuration) => Blosc.fromConfig(configuration),
    gzip: (configuration) => GZip.fromConfig(configuration),
    zlib: (configuration) => Zlib.fromConfig(configuration),
  };
  return {
    name: packageName("numcodecs"),
    bind(codec) {
      const configuration: JsonObject = codec.numcodecs("uint8");
      const engine = makers[codec.family]?.(configuration as never);
      return (
        engine && {
          encode: (bytes) => engine.encode(bytes),
          decode: (bytes) => engine.decode(bytes),
          // Its gzip and zlib take no heed of `out`.
          ...(EMSCRIPTEN.includes(codec.family) && { decodeInto: (bytes, out) => engine.decode(bytes, out) }),
        }
      );
    },
  };
}

const EMSCRIPTEN: readonly string[] = ["zstd", "lz4", "blosc"];

interface NumcodecsCodec {
  encode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  decode(bytes: Uint8Array, out?: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

async function loadFflate(): Promise<CodecEngine> {
  const { gunzipSync, gzipSync, unzlibSync, zlibSync } = await import("fflate");
  return {
    name: packageName("fflate"),
    bind({ family, level }, byteLength) {
      if (level !== 1 && level !== 6) return undefined;
      if (family === "gzip") {
        return {
          encode: (bytes) => gzipSync(bytes, { level }),
          decode: (bytes) => gunzipSync(bytes, { out: new Uint8Array(byteLength) }),
          decodeInto: (bytes, out) => gunzipSync(bytes, { out }),
        };
      }
      if (family === "zlib") {
        return {
          encode: (bytes) => zlibSync(bytes, { level }),
          decode: (bytes) => unzlibSync(bytes, { out: new Uint8Array(byteLength) }),
          decodeInto: (bytes, out) => unzlibSync(bytes, { out }),
        };
      }
      return undefined;
    },
  };
}

async function loadPako(): Promise<CodecEngine> {
  const { deflate, gzip, inflate } = await import("pako");
  return {
    name: packageName("pako"),
    bind({ family, level }) {
      if (level !== 1 && level !== 6) return undefined;
      if (family === "gzip")
        return { encode: (bytes) => gzip(bytes, { level }), decode: (bytes) => inflate(bytes) };
      if (family === "zlib")
        return { encode: (bytes) => deflate(bytes, { level }), decode: (bytes) => inflate(bytes) };
      return undefined;
    },
  };
}

async function loadFzstd(): Promise<CodecEngine> {
  const { decompress } = await import("fzstd");
  return {
    name: packageName("fzstd"),
    bind: ({ family }) => (family === "zstd" ? { decode: (bytes) => decompress(bytes) } : undefined),
  };
}

async function loadZstddec(): Promise<CodecEngine> {
  const { ZSTDDecoder } = await import("zstddec");
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return {
    name: packageName("zstddec"),
    bind: ({ family }, byteLength) =>
      family === "zstd" ? { decode: (bytes) => decoder.decode(bytes, byteLength) } : undefined,
  };
}

async function loadNodeZlib(): Promise<CodecEngine> {
  const { deflateSync, gunzipSync, gzipSync, inflateSync } = nodeZlib;
  return {
    name: `node:zlib ${process.version}`,
    bind({ family, level = 6 }) {
      if (family === "gzip")
        return { encode: (bytes) => gzipSync(bytes, { level }), decode: (bytes) => gunzipSync(bytes) };
      if (family === "zlib") {
        return { encode: (bytes) => deflateSync(bytes, { level }), decode: (bytes) => inflateSync(bytes) };
      }
      return undefined;
    },
  };
}

/** Zstandard came to node:zlib with 22.15 and 23.8. The types are of Node 20. */
interface ZstdOfNode {
  readonly constants: { readonly ZSTD_c_compressionLevel: number };
  zstdCompressSync(
    bytes: Uint8Array,
    options: { readonly params: { readonly [key: number]: number } },
  ): Uint8Array;
  zstdDecompressSync(bytes: Uint8Array): Uint8Array;
}

async function loadNodeZstd(): Promise<CodecEngine> {
  const zlib: object = nodeZlib;
  if (!hasZstd(zlib)) throw new Error(`Node ${process.version} has none`);
  return {
    name: `node:zlib zstd ${process.version}`,
    bind({ family, level = 3 }) {
      if (family !== "zstd") return undefined;
      const params = { [zlib.constants.ZSTD_c_compressionLevel]: level };
      return {
        encode: (bytes) => zlib.zstdCompressSync(bytes, { params }),
        decode: (bytes) => zlib.zstdDecompressSync(bytes),
      };
    },
  };
}

function hasZstd(zlib: object): zlib is ZstdOfNode {
  return "zstdCompressSync" in zlib;
}
