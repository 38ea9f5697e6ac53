/**
 * `numcodecs.shuffle`: first bytes of all elements, then all second bytes, and so on; bytes after the last whole
 * element stay. numcodecs 0.16, "Shuffle"; HDF5 filter 2.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec, TakeBytes } from "./codec.ts";
import { checkOptions, integerOption } from "./configuration.ts";
import { copyBytes } from "./kernel-decode.ts";
import { addressBehind, loadKernel, SLACK } from "./wasm-module.ts";

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
      decode: (encoded, take) =>
        elementSize === 1 ? encoded : runKernel("unshuffle", encoded, elementSize, take),
      encode: (bytes) => (elementSize === 1 ? bytes : runKernel("shuffle", bytes, elementSize)),
    };
  },
};

async function runKernel(
  name: "shuffle" | "unshuffle",
  bytes: Bytes,
  elementSize: number,
  take: TakeBytes = copyBytes,
): Promise<Bytes> {
  const kernel = await loadKernel("shuffle");
  const target = addressBehind(kernel.heap, bytes.byteLength);
  const memory = kernel.reserve(target + bytes.byteLength + SLACK - kernel.heap);
  memory.set(bytes, kernel.heap);
  kernel.call(name, kernel.heap, target, bytes.byteLength, elementSize);
  return take(memory.subarray(target, target + bytes.byteLength));
}
