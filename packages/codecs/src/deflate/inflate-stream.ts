/**
 * Inflating gzip members and zlib streams in the memory of the kernel, and verifying their checksums. RFC 1952, RFC
 * 1950.
 *
 * @module
 */

import { type Bytes, dataViewOf, StorageError } from "@chunkwright/core";
import { kernelFailure } from "../kernel/kernel-failure.ts";
import { addressBehind, type Kernel, SLACK } from "../kernel/wasm-module.ts";
import { CM_DEFLATE, GZIP_ID1, GZIP_ID2, MAX_DEFLATE_RATIO, TRAILER_BYTES } from "./deflate-envelope.ts";

/** Flags of a gzip member. RFC 1952 §2.3.1. */
const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;

/** Encoded bytes, and room for what they decode to, in the memory of a kernel. */
export interface Stream {
  readonly kernel: Kernel;
  readonly memory: Bytes;
  readonly bytes: Bytes;
  /** Addresses of `bytes` and of the decoded bytes in the kernel's memory. */
  readonly source: number;
  readonly target: number;
  readonly room: number;
}

/** Copies the bytes into the kernel's memory, with room for the decoded bytes after them. */
export function loadStream(kernel: Kernel, bytes: Bytes, maxByteLength: number): Stream {
  const room = Math.min(maxByteLength, bytes.byteLength * MAX_DEFLATE_RATIO);
  const source = kernel.heap;
  const target = addressBehind(source, bytes.byteLength);
  const memory = kernel.reserve(target + room + SLACK - source);
  memory.set(bytes, source);
  return { kernel, memory, bytes, source, target, room };
}

/** Where a DEFLATE stream lies in the encoded bytes, and the number of bytes decoded. */
export interface Inflated {
  readonly start: number;
  readonly end: number;
  readonly byteLength: number;
}

/** Decodes all members, one after the other; returns the number of bytes decoded. */
export function inflateMembers(stream: Stream): number {
  let written = 0;
  let position = 0;
  do {
    const { end, byteLength } = inflateMember(stream, position, written);
    written += byteLength;
    position = end + TRAILER_BYTES;
  } while (isMember(stream.bytes, position));
  return written;
}

/** Whether a gzip member starts at `position`. */
export function isMember(bytes: Bytes, position: number): boolean {
  return bytes[position] === GZIP_ID1 && bytes[position + 1] === GZIP_ID2;
}

/**
 * Decodes the member at `position` to the address after the bytes already `written`. RFC 1952 §2.3.
 *    0  2  31, 139
 *    2  1  compression method, 8
 *    3  1  flags: 2 header CRC, 4 extra field, 8 name, 16 comment
 *    4  6  time, extra flags, system
 *   10     the optional fields, the DEFLATE stream, then its CRC-32 and size, 4 bytes each
 */
export function inflateMember(stream: Stream, position: number, written: number): Inflated {
  const { bytes, kernel, target } = stream;
  const view = dataViewOf(bytes);
  const start = memberHeaderEnd(bytes, position);
  const { end, byteLength } = inflateRaw(stream, start, written);
  need(bytes, end + TRAILER_BYTES, "gzip");
  checkSum("gzip", kernel.call("crc32", target + written, byteLength) >>> 0, view.getUint32(end, true));
  if (view.getUint32(end + 4, true) !== byteLength % 2 ** 32) {
    throw badData(
      "gzip",
      `${byteLength} bytes were decoded, the trailer says ${view.getUint32(end + 4, true)}`,
    );
  }
  return { start, end, byteLength };
}

function memberHeaderEnd(bytes: Bytes, start: number): number {
  need(bytes, start + 10, "gzip");
  if (!isMember(bytes, start) || bytes[start + 2] !== CM_DEFLATE) {
    throw badData("gzip", "it does not start as a member does");
  }
  const flags = bytes[start + 3]!;
  let end = start + 10;
  if ((flags & FEXTRA) !== 0) {
    need(bytes, end + 2, "gzip");
    end += 2 + bytes[end]! + 256 * bytes[end + 1]!;
  }
  for (const flag of [FNAME, FCOMMENT]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, end);
    need(bytes, zero === -1 ? Number.POSITIVE_INFINITY : zero, "gzip");
    end = zero + 1;
  }
  if ((flags & FHCRC) !== 0) end += 2;
  need(bytes, end, "gzip");
  return end;
}

/** Decodes a zlib stream: two bytes of header, the stream, its Adler-32 in big-endian order. RFC 1950 §2.2. */
export function inflateZlib(stream: Stream): Inflated {
  const { bytes, kernel, target } = stream;
  need(bytes, 2, "zlib");
  const [method, flags] = [bytes[0]!, bytes[1]!];
  if ((method & 15) !== CM_DEFLATE || (method * 256 + flags) % 31 !== 0) {
    throw badData("zlib", "it does not start as a stream does");
  }
  if ((flags & 0x20) !== 0) {
    throw new StorageError("unsupported", "Cannot decode zlib: the stream needs a dictionary", {
      format: "zlib",
      feature: "dictionary",
    });
  }
  const { end, byteLength } = inflateRaw(stream, 2, 0);
  need(bytes, end + 4, "zlib");
  const stored = new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0);
  checkSum("zlib", kernel.call("adler32", target, byteLength) >>> 0, stored);
  return { start: 2, end, byteLength };
}

/** Decodes the stream from byte `start`, after the bytes already written. Returns where it ends. */
function inflateRaw({ kernel, bytes, source, target, room }: Stream, start: number, written: number) {
  const byteLength = kernel.call(
    "decode",
    source + start,
    bytes.byteLength - start,
    target + written,
    room - written,
  );
  if (byteLength < 0) throw kernelFailure("deflate", byteLength);
  return { byteLength, end: start + kernel.call("consumed", source + start) };
}

function checkSum(envelope: string, actual: number, stored: number): void {
  if (actual !== stored) throw badData(envelope, `the checksum is ${actual}, ${stored} is stored`);
}

function need({ byteLength }: Bytes, end: number, envelope: string): void {
  if (end > byteLength) throw badData(envelope, `its ${byteLength} bytes end too early`);
}

function badData(envelope: string, fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode ${envelope}: ${fact}`, { format: envelope });
}
