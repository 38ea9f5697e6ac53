/**
 * Encoding with a kernel in one call: one copy in, one out.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { type PendingBytes, putInto } from "../pending-bytes.ts";
import { copyBytes } from "./kernel-decode.ts";
import { kernelFailure } from "./kernel-failure.ts";
import { addressBehind, type KernelName, loadKernel, SLACK } from "./wasm-module.ts";

/** Options of `kernelEncode`. */
export interface KernelEncodeOptions {
  /** Prepended to the result. */
  readonly header?: Bytes;
  /** Largest size of the result; by default what the kernel's `bound` returns. */
  readonly room?: number;
  /** Arguments of the kernel's `encode` between those for input and output and those for scratch memory. */
  readonly parameters: readonly number[];
  /** Arguments of the kernel's `scratchLength`; absent if it uses no scratch memory. */
  readonly scratch?: readonly number[];
  /** Consumes the result; it is copied by default. */
  readonly take?: TakeBytes | undefined;
  /** Names of the kernel's functions, if they are not `encode` and `scratchLength`. */
  readonly functions?: { readonly encode: string; readonly scratchLength: string };
}

/** The bytes that kernel `name` encodes. Throws errors that name `format`. */
export async function kernelEncode(
  name: KernelName,
  format: string,
  bytes: Bytes | PendingBytes,
  options: KernelEncodeOptions,
): Promise<Bytes> {
  const { encode, scratchLength } = options.functions ?? { encode: "encode", scratchLength: "scratchLength" };
  const kernel = await loadKernel(name);
  const room = options.room ?? kernel.call("bound", bytes.byteLength);
  const scratchBytes = options.scratch ? kernel.call(scratchLength, ...options.scratch) >>> 0 : 0;
  const { header = NO_HEADER, take = copyBytes } = options;
  const source = addressBehind(kernel.heap, 0);
  const start = source + bytes.byteLength + SLACK;
  const target = start + header.byteLength;
  // Kernels keep tables of 8-byte words in their scratch memory.
  const scratch = Math.ceil((target + room + SLACK) / 8) * 8;
  const memory = kernel.reserve(scratch + scratchBytes + SLACK - kernel.heap);
  putInto(memory.subarray(source, source + bytes.byteLength), bytes);
  const scratchParameters = options.scratch ? [scratch, scratchBytes] : [];
  const byteLength = kernel.call(
    encode,
    source,
    bytes.byteLength,
    target,
    room,
    ...options.parameters,
    ...scratchParameters,
  );
  if (byteLength < 0) throw kernelFailure(format, byteLength, "encode");
  memory.set(header, start);
  return take(memory.subarray(start, target + byteLength));
}

const NO_HEADER: Bytes = new Uint8Array(0);
