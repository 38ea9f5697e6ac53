/**
 * `tiff.fill_order`: reverses the bits of every byte, for FillOrder 2. TIFF 6.0 §8, "FillOrder".
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec } from "../codec.ts";
import { checkOptions } from "../configuration.ts";

export const fillOrder: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("tiff.fill_order", configuration, []);
    return { encoded: decoded, decode: reverseBits, encode: reverseBits };
  },
};

const REVERSED: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit += 1) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
});

/** Reverses the bits of every byte in place. */
export function reverseBits(bytes: Bytes): Bytes {
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = REVERSED[bytes[i]!]!;
  return bytes;
}
