/**
 * Decoding with a kernel in one call: one copy in, one out.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { kernelFailure } from "./kernel-failure.ts";
import { addressBehind, type KernelName, loadKernel, SLACK } from "./wasm-module.ts";

/**
 * The bytes that kernel `name` decodes, at most `room`, in new memory unless `take` consumes them. `parameters` are
 * further arguments of the kernel's `decode`. Throws errors that name `format`.
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

/** The default `TakeBytes`: a copy. */
export function copyBytes(transient: Bytes): Bytes {
  return transient.slice();
}
