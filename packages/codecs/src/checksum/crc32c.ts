/**
 * `crc32c`: a CRC-32C after the bytes. Zarr v3 crc32c codec, version 1.0; RFC 3720 §12.1.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec } from "../codec.ts";
import { loadKernel } from "../kernel/wasm-module.ts";
import { checksum32Codec } from "./checksum32.ts";

/** Bytes copied to the kernel's memory at a time. */
const WINDOW = 256 * 1024;

const CRC32C = { name: "crc32c", section: "RFC 3720 §12.1", compute };

export const crc32c: BytesToBytesCodec = checksum32Codec({ ...CRC32C, location: undefined });

/** `{ location }`: "start" or, by default, "end". */
export const numcodecsCrc32c: BytesToBytesCodec = checksum32Codec({ ...CRC32C, location: "end" });

async function compute(bytes: Bytes): Promise<number> {
  const kernel = await loadKernel("crc32c");
  const memory = kernel.reserve(Math.min(WINDOW, bytes.byteLength));
  let crc = 0;
  for (let start = 0; start < bytes.byteLength; start += WINDOW) {
    const window = bytes.subarray(start, start + WINDOW);
    memory.set(window, kernel.heap);
    crc = kernel.call("crc32c", crc, kernel.heap, window.byteLength);
  }
  return crc >>> 0;
}
