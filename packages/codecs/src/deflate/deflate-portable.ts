/**
 * DEFLATE by our kernels, in the gzip and zlib envelopes.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { BytesSpec, TakeBytes } from "../codec.ts";
import { copyBytes } from "../kernel/kernel-decode.ts";
import { kernelFailure } from "../kernel/kernel-failure.ts";
import { addressBehind, loadKernel, SLACK } from "../kernel/wasm-module.ts";
import { type PendingBytes, putInto } from "../pending-bytes.ts";
import { ENVELOPES, type Envelope, enveloped, putEnvelope, TRAILER_BYTES } from "./deflate-envelope.ts";
import { inflateMember, inflateMembers, inflateZlib, isMember, loadStream } from "./inflate-stream.ts";

/** zlib's default level, -1. */
const DEFAULT_LEVEL = 6;

/** Decodes all members or the stream. Throws if they are damaged, or decode to more than `maxByteLength` bytes. */
export async function inflate(
  bytes: Bytes,
  envelope: Envelope,
  maxByteLength: number,
  take: TakeBytes = copyBytes,
): Promise<Bytes> {
  const stream = loadStream(await loadKernel("inflate"), bytes, maxByteLength);
  const { target, memory } = stream;
  const byteLength = envelope === "gzip" ? inflateMembers(stream) : inflateZlib(stream).byteLength;
  return take(memory.subarray(target, target + byteLength));
}

/**
 * The same stream in the other envelope; it is inflated for its checksum. `undefined` for several gzip members, which
 * zlib cannot hold. Throws if the data are damaged, or decode to more or fewer bytes than `decoded` allows.
 */
export async function reenvelope(
  bytes: Bytes,
  to: Envelope,
  { minByteLength, maxByteLength }: BytesSpec,
): Promise<Bytes | undefined> {
  const stream = loadStream(await loadKernel("inflate"), bytes, maxByteLength);
  const { kernel, target } = stream;
  const { start, end, byteLength } = to === "zlib" ? inflateMember(stream, 0, 0) : inflateZlib(stream);
  if (to === "zlib" && isMember(bytes, end + TRAILER_BYTES)) return undefined;
  if (byteLength < minByteLength) throw new RangeError(`It holds ${byteLength} bytes, not ${minByteLength}`);
  const checksum = kernel.call(to === "zlib" ? "adler32" : "crc32", target, byteLength) >>> 0;
  return enveloped(bytes.subarray(start, end), to, checksum, byteLength);
}

/** Encodes at `level`, 0 to 9 or -1 for the default. */
export async function deflate(
  bytes: Bytes | PendingBytes,
  envelope: Envelope,
  level: number,
  take: TakeBytes = copyBytes,
): Promise<Bytes> {
  const kernel = await loadKernel("deflate");
  const { byteLength } = bytes;
  const { headerBytes, trailerBytes } = ENVELOPES[envelope];
  const room = kernel.call("bound", byteLength) >>> 0;
  const source = addressBehind(kernel.heap, 0);
  const start = source + byteLength + SLACK;
  const target = start + headerBytes;
  const memory = kernel.reserve(target + room + SLACK - kernel.heap);
  putInto(memory.subarray(source, source + byteLength), bytes);
  const effort = level === -1 ? DEFAULT_LEVEL : level;
  const encodedLength = kernel.call("encode", source, byteLength, target, room, effort);
  if (encodedLength < 0) throw kernelFailure("deflate", encodedLength, "encode");
  const checksum = kernel.call(envelope === "gzip" ? "crc32" : "adler32", source, byteLength) >>> 0;
  const encoded = memory.subarray(start, target + encodedLength + trailerBytes);
  putEnvelope(encoded, envelope, checksum, byteLength);
  return take(encoded);
}
