/**
 * `numcodecs.fletcher32` and `hdf5.fletcher32`: adds a Fletcher-32 checksum. HDF5 File Format Specification 4.0
 * §IV.A.2.l, filter 3; numcodecs 0.16, "Fletcher32".
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec } from "../codec.ts";
import { checksum32Codec } from "./checksum32.ts";

export const fletcher32: BytesToBytesCodec = checksum32Codec({
  name: "fletcher32",
  section: "HDF5 File Format Specification 4.0 §IV.A.2.l",
  location: undefined,
  compute,
});

/** Words whose sums stay below 2^32 before they are reduced. */
const RUN = 360;

/** Sums of big-endian 16-bit words modulo 65535, where a sum of nonzero words is 65535 instead of 0. */
function compute(bytes: Bytes): number {
  const words = Math.floor(bytes.length / 2);
  let sum1 = 0;
  let sum2 = 0;
  for (let word = 0; word < words; ) {
    const stop = Math.min(word + RUN, words);
    for (; word < stop; word += 1) {
      sum1 += bytes[2 * word]! * 256 + bytes[2 * word + 1]!;
      sum2 += sum1;
    }
    sum1 = folded(sum1);
    sum2 = folded(sum2);
  }
  if (bytes.length % 2 === 1) {
    sum1 = folded(sum1 + bytes[bytes.length - 1]! * 256);
    sum2 = folded(sum2 + sum1);
  }
  return folded(sum2) * 65536 + folded(sum1);
}

function folded(sum: number): number {
  return (sum & 0xffff) + (sum >>> 16);
}
