/**
 * `tiff.trailing_bytes`: bytes beyond those of the chunk are ignored, as libtiff ignores the rest of a strip: the last
 * strip of an image may hold RowsPerStrip rows where fewer are left. TIFF 6.0 §8, "RowsPerStrip".
 *
 * @module
 */

import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions } from "../configuration.ts";

/** Where a stage's surplus is legal, this codec stands between `bytes` and the compressor. It encodes nothing. */
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
