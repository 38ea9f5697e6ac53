/**
 * DEFLATE in Node: by our kernels, or by node:zlib where that is better.
 *
 * The kernels decode 5 to 10 % faster, shuffled planes up to half, and spare a copy where a result is taken from their
 * memory. At levels 1 to 7 their streams are about as small as zlib's and made in less time, at levels 1, 2 and 6 in
 * half of it (`bench codecs`).
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { type PendingBytes, settle } from "../pending-bytes.ts";
import type { Envelope } from "./deflate-envelope.ts";
import { deflate as deflateByKernel, inflate as inflateByKernel } from "./deflate-portable.ts";
import { deflateByZlib, inflateByZlib } from "./zlib-node.ts";

/** At higher levels zlib is used: slower, but its streams are 1 % smaller. */
const LAST_KERNEL_LEVEL = 7;
/** Larger data are not copied into a kernel's memory. */
const KERNEL_BYTES = 2 ** 25;

/** Throws if the data are damaged, or decode to more than `maxByteLength` bytes. */
export async function inflate(
  bytes: Bytes,
  envelope: Envelope,
  maxByteLength: number,
  take?: TakeBytes,
): Promise<Bytes> {
  return bytes.byteLength > KERNEL_BYTES || maxByteLength > KERNEL_BYTES
    ? inflateByZlib(bytes, envelope, maxByteLength)
    : inflateByKernel(bytes, envelope, maxByteLength, take);
}

export async function deflate(
  bytes: Bytes | PendingBytes,
  envelope: Envelope,
  level: number,
  take?: TakeBytes,
): Promise<Bytes> {
  return bytes.byteLength > KERNEL_BYTES || level > LAST_KERNEL_LEVEL
    ? deflateByZlib(settle(bytes), envelope, level)
    : deflateByKernel(bytes, envelope, level, take);
}
