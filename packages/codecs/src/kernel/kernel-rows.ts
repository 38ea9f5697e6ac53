/**
 * Sums and differences along rows by a kernel, if the bytes lie in its memory: it decoded them or is about to encode
 * them.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { kernelAt } from "./wasm-module.ts";

/**
 * Adds to each word of `wordSize` bytes the one `distance` bytes before it in its row ("accumulate"), or subtracts it
 * ("difference"), in place. Returns `false`, without doing anything, if the bytes lie in no kernel's memory.
 */
export function rowsByKernel(
  name: "accumulate" | "difference",
  bytes: Bytes,
  rowBytes: number,
  distance: number,
  wordSize: number,
): boolean {
  const kernel = kernelAt(bytes, name);
  // The kernel's loop would not end for rows of no bytes.
  if (!kernel || bytes.byteLength === 0) return false;
  kernel.call(name, bytes.byteOffset, bytes.byteLength, rowBytes, distance, wordSize);
  return true;
}
