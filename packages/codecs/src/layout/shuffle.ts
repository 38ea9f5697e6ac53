/**
 * `numcodecs.shuffle`: the first bytes of all elements, then all second bytes, and so on; bytes after the last whole
 * element are left in place. numcodecs 0.16, "Shuffle"; HDF5 filter 2.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesToBytesCodec, TakeBytes } from "../codec.ts";
import { checkOptions, integerOption } from "../configuration.ts";
import { copyBytes } from "../kernel/kernel-decode.ts";
import { addressBehind, type Kernel, kernelAt, loadKernel, SLACK } from "../kernel/wasm-module.ts";
import { type PendingBytes, putInto } from "../pending-bytes.ts";

/** `{ elementsize }`; by default the size of the array's elements. */
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
      decodeTransient(transient, take) {
        if (elementSize === 1) return take(transient);
        const kernel = kernelAt(transient, "unshuffle");
        return kernel && shuffleAt(kernel, "unshuffle", transient, elementSize, take);
      },
      encode: (bytes) => (elementSize === 1 ? bytes : runKernel("shuffle", bytes, elementSize)),
      encodeLater: async (bytes) => (elementSize === 1 ? bytes : shuffleLater(bytes, elementSize)),
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
  return shuffleAt(kernel, name, loadBytes(kernel, bytes), elementSize, take);
}

async function shuffleLater(bytes: PendingBytes, elementSize: number): Promise<PendingBytes> {
  const kernel = await loadKernel("shuffle");
  return {
    byteLength: bytes.byteLength,
    put(room) {
      shuffleAt(kernel, "shuffle", loadBytes(kernel, bytes), elementSize, (transient) => {
        room.set(transient);
        return transient;
      });
    },
  };
}

/** Puts bytes into the kernel's memory. */
function loadBytes(kernel: Kernel, bytes: Bytes | PendingBytes): Bytes {
  const source = addressBehind(kernel.heap, 0);
  const memory = kernel.reserve(source + bytes.byteLength + SLACK - kernel.heap);
  const loaded = memory.subarray(source, source + bytes.byteLength);
  putInto(loaded, bytes);
  return loaded;
}

/** Shuffles bytes in the kernel's memory; the result lies after them. */
function shuffleAt(
  kernel: Kernel,
  name: "shuffle" | "unshuffle",
  { byteOffset, byteLength }: Bytes,
  elementSize: number,
  take: TakeBytes,
): Bytes {
  const target = addressBehind(byteOffset, byteLength);
  const memory = kernel.reserve(target + byteLength + SLACK - kernel.heap);
  kernel.call(name, byteOffset, target, byteLength, elementSize);
  return take(memory.subarray(target, target + byteLength));
}
