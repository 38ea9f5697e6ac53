/**
 * Encoding Blosc 1 chunks with our kernels; zlib streams are deflated afterwards.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { loadDeflate } from "../deflate/load-deflate.ts";
import { kernelEncode } from "../kernel/kernel-encode.ts";
import type { PendingBytes } from "../pending-bytes.ts";
import { BLOSC_HEADER_BYTES, bloscStreams, parseBloscHeader } from "./blosc-header.ts";

/** In the order of c-blosc's compressor codes, blosc.h. */
export const COMPRESSORS = ["blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd"] as const;

export interface BloscOptions {
  readonly cname: (typeof COMPRESSORS)[number];
  readonly clevel: number;
  /** 0 none, 1 bytes, 2 bits. */
  readonly shuffle: number;
  readonly typesize: number;
  /** 0 for c-blosc's choice. */
  readonly blocksize: number;
}

/** BLOSC_FORWARD_COMPAT_SPLIT, c-blosc's default for splitting blocks. */
const SPLIT_MODE = 4;
/** The zstd kernel's names of the functions for chunks. */
const ZSTD_FUNCTIONS = { encode: "encodeChunk", scratchLength: "chunkScratchLength" };
/** Least size of a stream or block that the kernel writes, except the last. */
const MIN_STREAM = 64;

export async function encodeBlosc(
  bytes: Bytes | PendingBytes,
  options: BloscOptions,
  take?: TakeBytes,
): Promise<Bytes> {
  const { cname, clevel, shuffle, typesize, blocksize } = options;
  if (cname === "snappy") {
    throw new StorageError("unsupported", "Cannot encode blosc: snappy is only decoded", {
      format: "blosc",
      feature: "encoding snappy",
    });
  }
  const codec = COMPRESSORS.indexOf(cname);
  const isRaw = cname === "zlib";
  const overhead = isRaw ? 8 * (Math.ceil(bytes.byteLength / MIN_STREAM) + 1) : 0;
  const isZstd = cname === "zstd";
  const chunk = await kernelEncode(isZstd ? "zstd-encode" : "blosc-encode", "blosc", bytes, {
    room: BLOSC_HEADER_BYTES + bytes.byteLength + overhead,
    parameters: [typesize, codec, clevel, shuffle, blocksize, SPLIT_MODE],
    scratch: [bytes.byteLength, typesize, codec, clevel, blocksize, SPLIT_MODE],
    ...(isZstd && { functions: ZSTD_FUNCTIONS }),
    ...(!isRaw && { take }),
  });
  if (!isRaw || parseBloscHeader(chunk).isStored) return chunk;
  const encoded = await withDeflatedStreams(chunk, clevel);
  return encoded.byteLength > BLOSC_HEADER_BYTES + bytes.byteLength
    ? encodeBlosc(bytes, { ...options, clevel: 0 })
    : encoded;
}

/** The same chunk with every stream deflated that becomes shorter. */
async function withDeflatedStreams(raw: Bytes, level: number): Promise<Bytes> {
  const { deflate } = await loadDeflate();
  const blocks = bloscStreams(raw, parseBloscHeader(raw));
  const chunk = new Uint8Array(raw.byteLength);
  const view = new DataView(chunk.buffer);
  chunk.set(raw.subarray(0, BLOSC_HEADER_BYTES));
  let position = BLOSC_HEADER_BYTES + 4 * blocks.length;
  for (const [block, streams] of blocks.entries()) {
    view.setUint32(BLOSC_HEADER_BYTES + 4 * block, position, true);
    for (const { offset, byteLength } of streams) {
      const stream = raw.subarray(offset, offset + byteLength);
      const encoded = await deflate(stream, "zlib", level);
      const shorter = encoded.byteLength < byteLength ? encoded : stream;
      view.setUint32(position, shorter.byteLength, true);
      chunk.set(shorter, position + 4);
      position += 4 + shorter.byteLength;
    }
  }
  view.setUint32(12, position, true);
  return chunk.slice(0, position);
}
