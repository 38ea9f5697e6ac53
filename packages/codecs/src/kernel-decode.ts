/**
 * Decoding with a kernel that takes its input whole: one copy in, one out.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { kernelFailure } from "./kernel-failure.ts";
import { type KernelName, loadKernel, SLACK } from "./wasm-module.ts";

/** What kernel `name` makes of `bytes`, `room` bytes at most. Throws what went wrong, as of `format`. */
export async function kernelDecode(
  name: KernelName,
  format: string,
  bytes: Bytes,
  room: number,
): Promise<Bytes> {
  const kernel = await loadKernel(name);
  const target = kernel.heap + bytes.byteLength + SLACK;
  const memory = kernel.reserve(bytes.byteLength + room + 2 * SLACK);
  memory.set(bytes, kernel.heap);
  const byteLength = kernel.call("decode", kernel.heap, bytes.byteLength, target, room);
  if (byteLength < 0) throw kernelFailure(format, byteLength);
  return memory.slice(target, target + byteLength);
}
