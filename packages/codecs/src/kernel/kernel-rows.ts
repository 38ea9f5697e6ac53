/**
 * Sums and differences along rows, where the bytes lie in the memory of a kernel that decoded them or is to encode them.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { kernelAt } from "./wasm-module.ts";

/**
 * Has the kernel add to each word of `wordSize` bytes the one `distance` bytes before it in its row ("accumulate"), or take
 * that away ("difference"), in place. `false`, and nothing is done, where the bytes lie elsewhere.
 */
export function rowsByKernel(
  name: "accumulate" | "difference",
  bytes: Bytes,
  rowBytes: number,
  distance: number,
  wordSize: number,
): boolean {
  const kernel = kernelAt(bytes, name);
  // Rows of no bytes would never end.
  if (!kernel || bytes.byteLength === 0) return false;
  kernel.call(name, bytes.byteOffset, bytes.byteLength, rowBytes, distance, wordSize);
  return true;
}
