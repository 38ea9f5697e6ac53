/**
 * DEFLATE by node:zlib.
 *
 * @module
 */

import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import type { Bytes } from "@chunkwright/core";
import { type Envelope, MAX_DEFLATE_RATIO } from "./deflate-envelope.ts";

/** Smaller results may come from a pool that Node shares between buffers. */
const POOLED = 8192;

/** Larger tables and buffers than zlib's defaults: 10 % less CPU time, and smaller streams. */
const ROOM = { memLevel: 9, chunkSize: 128 * 1024 };

/** Throws if the data are damaged, or decode to more than `maxByteLength` bytes. The result is in fresh memory. */
export function inflateByZlib(bytes: Bytes, envelope: Envelope, maxByteLength: number): Bytes {
  const decode = envelope === "gzip" ? gunzipSync : inflateSync;
  const room = Math.min(maxByteLength, bytes.byteLength * MAX_DEFLATE_RATIO);
  // In one piece that fills its buffer, so that it can be transferred to another thread without a copy.
  return owned(
    decode(bytes, { maxOutputLength: Math.max(maxByteLength, 1), chunkSize: Math.max(room, POOLED) }),
  );
}

export function deflateByZlib(bytes: Bytes, envelope: Envelope, level: number): Bytes {
  return owned((envelope === "gzip" ? gzipSync : deflateSync)(bytes, { level, ...ROOM }));
}

/** The result as bytes whose buffer may be transferred. */
function owned(buffer: Uint8Array): Bytes {
  if (buffer.buffer instanceof ArrayBuffer && buffer.byteLength >= POOLED) {
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
  return new Uint8Array(buffer);
}
