/**
 * `numcodecs.shuffle`: first bytes of all elements, then all second bytes, and so on; bytes after the last whole
 * element stay. numcodecs 0.16, "Shuffle"; HDF5 filter 2.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec } from "./codec.ts";
import { checkOptions, integerOption } from "./configuration.ts";

/** `{ elementsize }`; the size of the array's elements unless told. */
export const shuffle: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("numcodecs.shuffle", configuration, ["elementsize"]);
    const elementSize = integerOption("numcodecs.shuffle", configuration, "elementsize", {
      min: 1,
      max: 65536,
      default: decoded.elementSize,
    });
    return {
      encoded: decoded,
      decode: (encoded) => (elementSize === 1 ? encoded : unshuffleBytes(encoded, elementSize)),
      encode: (bytes) => (elementSize === 1 ? bytes : shuffleBytes(bytes, elementSize)),
    };
  },
};

export function shuffleBytes(bytes: Bytes, elementSize: number): Bytes {
  const result = new Uint8Array(bytes.length);
  const count = Math.floor(bytes.length / elementSize);
  for (let plane = 0, to = 0; plane < elementSize; plane += 1) {
    for (let i = 0, from = plane; i < count; i += 1, from += elementSize) result[to++] = bytes[from]!;
  }
  result.set(bytes.subarray(count * elementSize), count * elementSize);
  return result;
}

export function unshuffleBytes(bytes: Bytes, elementSize: number): Bytes {
  const result = new Uint8Array(bytes.length);
  const count = Math.floor(bytes.length / elementSize);
  for (let plane = 0, from = 0; plane < elementSize; plane += 1) {
    for (let i = 0, to = plane; i < count; i += 1, to += elementSize) result[to] = bytes[from++]!;
  }
  result.set(bytes.subarray(count * elementSize), count * elementSize);
  return result;
}
