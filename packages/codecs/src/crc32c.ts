/**
 * `crc32c`: a CRC-32C after the bytes, little-endian, verified. Zarr v3 crc32c codec, version 1.0; RFC 3720 §12.1.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import type { BytesToBytesCodec } from "./codec.ts";
import { checkOptions } from "./configuration.ts";
import { loadKernel } from "./wasm-module.ts";

const CHECKSUM_BYTES = 4;
/** Bytes that pass through the kernel's memory at a time. */
const WINDOW = 256 * 1024;

export const crc32c: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, { minByteLength, maxByteLength, elementSize }) {
    checkOptions("crc32c", configuration, []);
    return {
      encoded: {
        minByteLength: minByteLength + CHECKSUM_BYTES,
        maxByteLength: maxByteLength + CHECKSUM_BYTES,
        elementSize,
      },
      async decode(encoded) {
        const end = encoded.byteLength - CHECKSUM_BYTES;
        if (end < 0) throw badData(`there is no checksum in ${encoded.byteLength} bytes`);
        const content = encoded.subarray(0, end);
        const stored = new DataView(encoded.buffer, encoded.byteOffset + end, CHECKSUM_BYTES).getUint32(
          0,
          true,
        );
        const actual = await checksum(content);
        if (actual !== stored) throw badData(`the checksum is ${hex(actual)}, ${hex(stored)} is stored`);
        return content;
      },
      async encode(decoded) {
        const encoded = new Uint8Array(decoded.byteLength + CHECKSUM_BYTES);
        encoded.set(decoded);
        new DataView(encoded.buffer).setUint32(decoded.byteLength, await checksum(decoded), true);
        return encoded;
      },
    };
  },
};

async function checksum(bytes: Bytes): Promise<number> {
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

function hex(checksum: number): string {
  return `0x${checksum.toString(16).padStart(8, "0")}`;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot verify crc32c: ${fact}`, {
    format: "crc32c",
    section: "RFC 3720 §12.1",
  });
}
