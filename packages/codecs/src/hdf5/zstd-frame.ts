/**
 * `hdf5.zstd_frame`: the first Zstandard frame alone. The filter 32015 of HDF5 ignores whatever is stored behind it.
 *
 * @module
 */

import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { checkOptions } from "../configuration.ts";
import { firstZstdFrame } from "../zstd/zstd-bound.ts";

/** Placed behind `zstd`, where its frame may be followed by other bytes. Encoding changes nothing. */
export const zstdFrame: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("hdf5.zstd_frame", configuration, []);
    return {
      encoded: { ...compressed(decoded), minByteLength: decoded.minByteLength },
      decode: firstZstdFrame,
      encode: (bytes) => bytes,
    };
  },
};
