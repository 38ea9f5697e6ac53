/**
 * `numcodecs.crc32` and `numcodecs.adler32`: the checksums of gzip and zlib. RFC 1952 §8, RFC 1950 §8.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec } from "../codec.ts";
import { loadKernel } from "../kernel/wasm-module.ts";
import { checksum32Codec } from "./checksum32.ts";

/** `{ location }`: "start", the default, or "end". */
export const crc32: BytesToBytesCodec = checksum32Codec({
  name: "numcodecs.crc32",
  section: "RFC 1952 §8",
  location: "start",
  compute: computeCrc32,
});

/** `{ location }`: "start", the default, or "end". */
export const adler32: BytesToBytesCodec = checksum32Codec({
  name: "numcodecs.adler32",
  section: "RFC 1950 §8",
  location: "start",
  compute: (bytes) => compute("adler32", bytes),
});

/** The CRC-32 of `bytes`, unsigned. */
export function computeCrc32(bytes: Bytes): Promise<number> {
  return compute("crc32", bytes);
}

async function compute(name: "crc32" | "adler32", bytes: Bytes): Promise<number> {
  const kernel = await loadKernel("inflate");
  kernel.reserve(bytes.byteLength).set(bytes, kernel.heap);
  return kernel.call(name, kernel.heap, bytes.byteLength) >>> 0;
}
