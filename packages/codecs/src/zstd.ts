/**
 * `zstd`: Zstandard frames. RFC 8878; Zarr v3 zstd codec.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "./codec.ts";
import { booleanOption, checkOptions, integerOption } from "./configuration.ts";
import { kernelDecode } from "./kernel-decode.ts";
import { numcodecsEncode } from "./numcodecs-engine.ts";
import { loadKernel } from "./wasm-module.ts";

/** `{ level, checksum }`: -131072 to 22, whether frames end with a checksum. */
export const zstd: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("zstd", configuration, ["level", "checksum"]);
    const level = integerOption("zstd", configuration, "level", { min: -131072, max: 22, default: 0 });
    const checksum = booleanOption("zstd", configuration, "checksum", false);
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeZstd(encoded, decoded.maxByteLength),
      async encode(bytes) {
        const frame = await numcodecsEncode("zstd", bytes, { level: level || DEFAULT_LEVEL });
        return checksum ? withChecksum(frame, bytes) : frame;
      },
    };
  },
};

/** What level 0 stands for in libzstd. */
const DEFAULT_LEVEL = 3;
/** Frame_Header_Descriptor and its Content_Checksum_Flag. RFC 8878 §3.1.1.1.1. */
const DESCRIPTOR_OFFSET = 4;
const CONTENT_CHECKSUM_FLAG = 0x04;

/** The frame with a checksum of its `content` at its end, which the engine does not write. RFC 8878 §3.1.1. */
async function withChecksum(frame: Bytes, content: Bytes): Promise<Bytes> {
  const kernel = await loadKernel("xxh64");
  kernel.reserve(content.byteLength).set(content, kernel.heap);
  const checksum = kernel.call("contentChecksum", kernel.heap, content.byteLength);
  const result = new Uint8Array(frame.byteLength + 4);
  result.set(frame);
  result[DESCRIPTOR_OFFSET] = frame[DESCRIPTOR_OFFSET]! | CONTENT_CHECKSUM_FLAG;
  new DataView(result.buffer).setInt32(frame.byteLength, checksum, true);
  return result;
}

/** A block of at least 4 bytes stands for 128 KiB at most. RFC 8878 §3.1.1.2.4. */
const MAX_RATIO = 32768;

/** All frames' contents, one after the other, `maxByteLength` bytes at most. RFC 8878 §3.1. */
export function decodeZstd(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  return kernelDecode("zstd-decode", "zstd", bytes, Math.min(maxByteLength, bytes.byteLength * MAX_RATIO));
}
