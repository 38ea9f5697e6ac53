/**
 * `zstd`: Zstandard frames. RFC 8878; Zarr v3 zstd codec.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed, type TakeBytes } from "../codec.ts";
import { booleanOption, checkOptions, integerOption } from "../configuration.ts";
import { kernelDecode } from "../kernel/kernel-decode.ts";
import { kernelEncode } from "../kernel/kernel-encode.ts";
import type { PendingBytes } from "../pending-bytes.ts";

/** `{ level, checksum }`: level -131072 to 22, where 0 means 3; whether frames end with a checksum. */
export const zstd: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("zstd", configuration, ["level", "checksum"]);
    const level = integerOption("zstd", configuration, "level", { min: -131072, max: 22, default: 0 });
    const checksum = booleanOption("zstd", configuration, "checksum", false);
    return {
      encoded: compressed(decoded),
      decode: (encoded, take) => decodeZstd(encoded, decoded.maxByteLength, take),
      encode: (bytes) => encodeZstd(bytes, level, checksum),
      encodePending: (bytes, take) => encodeZstd(bytes, level, checksum, take),
    };
  },
};

/** A block of at least 4 bytes decodes to at most 128 KiB. RFC 8878 §3.1.1.2.4. */
const MAX_RATIO = 32768;

/** The contents of all frames, one after the other, at most `maxByteLength` bytes. RFC 8878 §3.1. */
export function decodeZstd(bytes: Bytes, maxByteLength: number, take?: TakeBytes): Promise<Bytes> {
  const room = Math.min(maxByteLength, bytes.byteLength * MAX_RATIO);
  return kernelDecode("zstd-decode", "zstd", bytes, room, take);
}

/** One frame, its content size stated. RFC 8878 §3.1.1. */
export function encodeZstd(
  bytes: Bytes | PendingBytes,
  level: number,
  checksum: boolean,
  take?: TakeBytes,
): Promise<Bytes> {
  return kernelEncode("zstd-encode", "zstd", bytes, {
    take,
    parameters: [level, checksum ? 1 : 0],
    scratch: [bytes.byteLength, level],
  });
}
