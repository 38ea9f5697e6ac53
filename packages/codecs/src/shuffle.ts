/**
 * `numcodecs.shuffle`: first bytes of all elements, then all second bytes, and so on; bytes after the last whole
 * element stay. numcodecs 0.16, "Shuffle"; HDF5 filter 2.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec } from "./codec.ts";
import { checkOptions, integerOption } from "./configuration.ts";
import { loadKernel, SLACK } from "./wasm-module.ts";

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
      decode: (encoded) => (elementSize === 1 ? encoded : runKernel("unshuffle", encoded, elementSize)),
      encode: (bytes) => (elementSize === 1 ? bytes : runKernel("shuffle", bytes, elementSize)),
    };
  },
};

async function runKernel(name: "shuffle" | "unshuffle", bytes: Bytes, elementSize: number): Promise<Bytes> {
  const kernel = await loadKernel("shuffle");
  const target = kernel.heap + bytes.byteLength + SLACK;
  const memory = kernel.reserve(2 * (bytes.byteLength + SLACK));
  memory.set(bytes, kernel.heap);
  kernel.call(name, kernel.heap, target, bytes.byteLength, elementSize);
  return memory.slice(target, target + bytes.byteLength);
}
