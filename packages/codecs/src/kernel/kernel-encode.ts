/**
 * Encoding with a kernel that takes its input whole: one copy in, one out.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { type PendingBytes, putInto } from "../pending-bytes.ts";
import { copyBytes } from "./kernel-decode.ts";
import { kernelFailure } from "./kernel-failure.ts";
import { addressBehind, type KernelName, loadKernel, SLACK } from "./wasm-module.ts";

/** How a kernel is asked for more than its input. */
export interface KernelEncodeOptions {
  /** What comes in front of the result. */
  readonly header?: Bytes;
  /** Bytes that the result may take at most; what the kernel's `bound` says unless told. */
  readonly room?: number;
  /** Values between the four of input and output and those of scratch memory. */
  readonly parameters: readonly number[];
  /** Values for the kernel's `scratchLength`, where it has one. */
  readonly scratch?: readonly number[];
  /** Takes the result; it is copied unless told. */
  readonly take?: TakeBytes | undefined;
  /** Names of the kernel's functions, where they are not `encode` and `scratchLength`. */
  readonly functions?: { readonly encode: string; readonly scratchLength: string };
}

/** What kernel `name` makes of `bytes`. Throws what went wrong, as of `format`. */
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
  // Kernels keep tables of words there.
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
