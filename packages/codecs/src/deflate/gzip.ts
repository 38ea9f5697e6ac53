/**
 * `gzip` and `numcodecs.zlib`: DEFLATE in its two envelopes. RFC 1951, 1950, 1952; Zarr v3 gzip codec, version 1.0.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed, type TakeBytes } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import type { PendingBytes } from "../pending-bytes.ts";
import type { Envelope } from "./deflate-envelope.ts";
import { loadDeflate } from "./load-deflate.ts";

/** `{ level }`, 0 to 9. Several members decode as one; bytes after the last are ignored. */
export const gzip: BytesToBytesCodec = deflateCodec("gzip");

/** `{ level }`, 0 to 9. Bytes after the stream are ignored. */
export const zlib: BytesToBytesCodec = deflateCodec("zlib");

function deflateCodec(envelope: Envelope): BytesToBytesCodec {
  return {
    kind: "bytes-to-bytes",
    bind(configuration, decoded) {
      checkOptions(envelope, configuration, ["level"]);
      const level = integerOption(envelope, configuration, "level", { min: -1, max: 9, default: 5 });
      const encode = async (bytes: Bytes | PendingBytes, take?: TakeBytes) => {
        const { deflate } = await loadDeflate();
        return deflate(bytes, envelope, level, take);
      };
      return {
        encoded: compressed(decoded),
        async decode(encoded, take) {
          const { inflate } = await loadDeflate();
          return inflate(encoded, envelope, decoded.maxByteLength, take);
        },
        encode: (decoded) => encode(decoded),
        encodePending: encode,
      };
    },
  };
}
