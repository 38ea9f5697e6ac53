/**
 * `zstd`: Zstandard frames. RFC 8878; Zarr v3 zstd codec.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "./codec.ts";
import { booleanOption, checkOptions, integerOption } from "./configuration.ts";
import { numcodecsDecode, numcodecsEncode } from "./numcodecs-engine.ts";
import { zstdFrames } from "./zstd-frames.ts";

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
      encode: (bytes) => {
        if (checksum) {
          throw new StorageError("unsupported", "Cannot encode zstd: checksums are not written yet", {
            format: "zstd",
            feature: "checksum",
          });
        }
        return numcodecsEncode("zstd", bytes, { level: level === 0 ? 3 : level });
      },
    };
  },
};

/** All frames' contents, one after the other. RFC 8878 §3.1. */
async function decodeZstd(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const parts: Bytes[] = [];
  let total = 0;
  for (const { frame, contentSize, minContentSize } of zstdFrames(bytes)) {
    if (total + (contentSize ?? minContentSize) > maxByteLength) {
      throw badData(
        `it holds ${total + (contentSize ?? minContentSize)} bytes, ${maxByteLength} are wanted at most`,
      );
    }
    const part = contentSize === 0 ? new Uint8Array(0) : await numcodecsDecode("zstd", frame);
    if (contentSize !== undefined && part.byteLength !== contentSize) {
      throw badData(`a frame holds ${part.byteLength} bytes, its header says ${contentSize}`);
    }
    total += part.byteLength;
    parts.push(part);
  }
  if (parts.length === 1) return parts[0]!;
  const content = new Uint8Array(total);
  let position = 0;
  for (const part of parts) {
    content.set(part, position);
    position += part.byteLength;
  }
  return content;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode zstd: ${fact}`, {
    format: "zstd",
    section: "RFC 8878 §3.1",
  });
}
