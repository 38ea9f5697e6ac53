/**
 * The envelopes of a DEFLATE stream, gzip and zlib: header, stream, checksum. RFC 1952 §2.3, RFC 1950 §2.2.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";

/** How a DEFLATE stream is wrapped. */
export type Envelope = "gzip" | "zlib";

/** DEFLATE expands a byte to at most 1032. RFC 1951 §3.2.5. */
export const MAX_DEFLATE_RATIO = 1032;

export const GZIP_ID1 = 31;
export const GZIP_ID2 = 139;
export const CM_DEFLATE = 8;
const UNKNOWN_SYSTEM = 255;
/** Trailer of a gzip member: CRC-32 and size. */
export const TRAILER_BYTES = 8;
/** DEFLATE with a window of 32 KiB, at the default level. RFC 1950 §2.2. */
const ZLIB_HEADER = 0x789c;
/** Sizes of an envelope's header and trailer. */
export const ENVELOPES: Readonly<
  Record<Envelope, { readonly headerBytes: number; readonly trailerBytes: number }>
> = {
  gzip: { headerBytes: 10, trailerBytes: TRAILER_BYTES },
  zlib: { headerBytes: 2, trailerBytes: 4 },
};

/** A DEFLATE stream in its envelope; `checksum` and `byteLength` are those of the decoded bytes. */
export function enveloped(stream: Bytes, envelope: Envelope, checksum: number, byteLength: number): Bytes {
  const { headerBytes, trailerBytes } = ENVELOPES[envelope];
  const bytes = new Uint8Array(headerBytes + stream.byteLength + trailerBytes);
  bytes.set(stream, headerBytes);
  putEnvelope(bytes, envelope, checksum, byteLength);
  return bytes;
}

/** Writes the envelope into `bytes`, around the stream already there. */
export function putEnvelope(bytes: Bytes, envelope: Envelope, checksum: number, byteLength: number): void {
  const view = dataViewOf(bytes);
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
