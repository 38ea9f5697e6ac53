/**
 * Decoding with a kernel that takes its input whole: one copy in, one out.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { kernelFailure } from "./kernel-failure.ts";
import { addressBehind, type KernelName, loadKernel, SLACK } from "./wasm-module.ts";

/**
 * What kernel `name` makes of `bytes`, `room` bytes at most, in fresh memory unless it is taken; `parameters` are what
 * it is told besides. Throws what went wrong, as of `format`.
 */
export async function kernelDecode(
  name: KernelName,
  format: string,
  bytes: Bytes,
  room: number,
  take: TakeBytes = copyBytes,
  ...parameters: readonly number[]
): Promise<Bytes> {
  const kernel = await loadKernel(name);
  const target = addressBehind(kernel.heap, bytes.byteLength);
  const memory = kernel.reserve(target + room + SLACK - kernel.heap);
  memory.set(bytes, kernel.heap);
  const byteLength = kernel.call("decode", kernel.heap, bytes.byteLength, target, room, ...parameters);
  if (byteLength < 0) throw kernelFailure(format, byteLength);
  return take(memory.subarray(target, target + byteLength));
}

/** What a decoder gives where nobody takes its result out of a kernel's memory. */
export function copyBytes(transient: Bytes): Bytes {
  return transient.slice();
}
