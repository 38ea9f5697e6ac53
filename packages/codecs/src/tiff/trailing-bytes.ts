/**
 * `tiff.trailing_bytes`: ignores bytes beyond those of the chunk, as libtiff does: the last strip of an image may hold
 * RowsPerStrip rows although fewer remain. TIFF 6.0 §8, "RowsPerStrip".
 *
 * @module
 */

import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions } from "../configuration.ts";

/** Placed between `bytes` and a compressor that may decode to more bytes. Encoding changes nothing. */
export const trailingBytes: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("tiff.trailing_bytes", configuration, []);
    return {
      encoded: { ...compressed(decoded), minByteLength: decoded.minByteLength },
      decode: (encoded) => encoded.subarray(0, decoded.maxByteLength),
      encode: (bytes) => bytes,
    };
  },
};
