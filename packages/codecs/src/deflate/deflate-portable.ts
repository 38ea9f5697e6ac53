/**
 * DEFLATE by our kernels, in the gzip and zlib envelopes.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { copyBytes } from "../kernel/kernel-decode.ts";
import { kernelFailure } from "../kernel/kernel-failure.ts";
import { addressBehind, type Kernel, loadKernel, SLACK } from "../kernel/wasm-module.ts";
import { type PendingBytes, putInto } from "../pending-bytes.ts";

/** DEFLATE expands a byte to at most 1032. */
const MAX_RATIO = 1032;
/** zlib's default level, -1. */
const DEFAULT_LEVEL = 6;

/** Throws if the data are damaged, or decode to more than `maxByteLength` bytes. */
export async function inflate(
  bytes: Bytes,
  envelope: "gzip" | "zlib",
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
 * zlib cannot hold. Throws if the data are damaged, or decode to more than `maxByteLength` bytes.
 */
export async function reenvelope(
  bytes: Bytes,
  to: "gzip" | "zlib",
  maxByteLength: number,
): Promise<Bytes | undefined> {
  const stream = loadStream(await loadKernel("inflate"), bytes, maxByteLength);
  const { kernel, target } = stream;
  const { start, end, byteLength } = to === "zlib" ? inflateMember(stream, 0, 0) : inflateZlib(stream);
  if (to === "zlib" && isMember(bytes, end + TRAILER_BYTES)) return undefined;
  const checksum = kernel.call(to === "zlib" ? "adler32" : "crc32", target, byteLength) >>> 0;
  return enveloped(bytes.subarray(start, end), to, checksum, byteLength);
}

export async function deflate(
  bytes: Bytes | PendingBytes,
  envelope: "gzip" | "zlib",
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

const GZIP_ID1 = 31;
const GZIP_ID2 = 139;
const CM_DEFLATE = 8;
const UNKNOWN_SYSTEM = 255;
/** Trailer of a gzip member: CRC-32 and size. */
const TRAILER_BYTES = 8;
/** DEFLATE with a window of 32 KiB, at the default level. RFC 1950 §2.2. */
const ZLIB_HEADER = 0x789c;
const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;

/** Sizes of an envelope's header and trailer. */
const ENVELOPES = {
  gzip: { headerBytes: 10, trailerBytes: TRAILER_BYTES },
  zlib: { headerBytes: 2, trailerBytes: 4 },
};

/** A DEFLATE stream in its envelope; `checksum` and `byteLength` are those of the decoded bytes. */
function enveloped(stream: Bytes, envelope: "gzip" | "zlib", checksum: number, byteLength: number): Bytes {
  const { headerBytes, trailerBytes } = ENVELOPES[envelope];
  const bytes = new Uint8Array(headerBytes + stream.byteLength + trailerBytes);
  bytes.set(stream, headerBytes);
  putEnvelope(bytes, envelope, checksum, byteLength);
  return bytes;
}

/** Writes the envelope into `bytes`, around the stream already there. */
function putEnvelope(bytes: Bytes, envelope: "gzip" | "zlib", checksum: number, byteLength: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength - ENVELOPES[envelope].trailerBytes;
  if (envelope === "gzip") {
    // No time, no extra flags, unknown operating system. RFC 1952 §2.3.
    bytes.set([GZIP_ID1, GZIP_ID2, CM_DEFLATE, 0, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM]);
    view.setUint32(end, checksum, true);
    view.setUint32(end + 4, byteLength, true);
  } else {
    view.setUint16(0, ZLIB_HEADER);
    view.setUint32(end, checksum);
  }
}

interface Stream {
  readonly kernel: Kernel;
  readonly memory: Bytes;
  readonly bytes: Bytes;
  /** Addresses of `bytes` and of the decoded bytes in the kernel's memory. */
  readonly source: number;
  readonly target: number;
  readonly room: number;
}

/** Copies the bytes into the kernel's memory, with room for the decoded bytes after them. */
function loadStream(kernel: Kernel, bytes: Bytes, maxByteLength: number): Stream {
  const room = Math.min(maxByteLength, bytes.byteLength * MAX_RATIO);
  const source = kernel.heap;
  const target = addressBehind(source, bytes.byteLength);
  const memory = kernel.reserve(target + room + SLACK - source);
  memory.set(bytes, source);
  return { kernel, memory, bytes, source, target, room };
}

/** The end of a stream in the encoded bytes, and the number of bytes decoded. */
interface Inflated {
  readonly start: number;
  readonly end: number;
  readonly byteLength: number;
}

/** Every member, one after the other. */
function inflateMembers(stream: Stream): number {
  let written = 0;
  let position = 0;
  do {
    const { end, byteLength } = inflateMember(stream, position, written);
    written += byteLength;
    position = end + TRAILER_BYTES;
  } while (isMember(stream.bytes, position));
  return written;
}

function isMember(bytes: Bytes, position: number): boolean {
  return bytes[position] === GZIP_ID1 && bytes[position + 1] === GZIP_ID2;
}

/**
 * The member at `position`, to be put after the bytes already written. RFC 1952 §2.3.
 *    0  2  31, 139
 *    2  1  compression method, 8
 *    3  1  flags: 2 header CRC, 4 extra field, 8 name, 16 comment
 *    4  6  time, extra flags, system
 *   10     the optional fields, the DEFLATE stream, then its CRC-32 and size, 4 bytes each
 */
function inflateMember(stream: Stream, position: number, written: number): Inflated {
  const { bytes, kernel, target } = stream;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = memberHeaderEnd(bytes, position);
  const { end, byteLength } = inflateRaw(stream, start, written);
  need(bytes, end + TRAILER_BYTES, "gzip");
  checkSum("gzip", kernel.call("crc32", target + written, byteLength) >>> 0, view.getUint32(end, true));
  if (view.getUint32(end + 4, true) !== byteLength % 2 ** 32) {
    throw badData("gzip", `${byteLength} bytes came out, the trailer says ${view.getUint32(end + 4, true)}`);
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

/** Two bytes of header, the stream, its Adler-32 in big-endian order. RFC 1950 §2.2. */
function inflateZlib(stream: Stream): Inflated {
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
