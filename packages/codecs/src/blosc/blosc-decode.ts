/**
 * Decoding Blosc 1 chunks with our kernels; zlib streams are inflated beforehand.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { TakeBytes } from "../codec.ts";
import { loadDeflate } from "../deflate/load-deflate.ts";
import { copyBytes } from "../kernel/kernel-decode.ts";
import { kernelFailure } from "../kernel/kernel-failure.ts";
import { addressBehind, loadKernel } from "../kernel/wasm-module.ts";
import {
  BLOSC_HEADER_BYTES,
  type BloscHeader,
  badChunk,
  bloscStreams,
  parseBloscHeader,
} from "./blosc-header.ts";

/** The decoded chunk, at most `maxByteLength` bytes, in new memory unless `take` consumes it. */
export async function decodeBlosc(
  bytes: Bytes,
  maxByteLength: number,
  take: TakeBytes = copyBytes,
): Promise<Bytes> {
  const header = parseBloscHeader(bytes);
  const { nbytes, cbytes, format, isStored } = header;
  if (nbytes > maxByteLength) throw badChunk(`it holds ${nbytes} bytes, ${maxByteLength} are wanted at most`);
  const whole = bytes.subarray(0, cbytes);
  const isPlain = isStored || nbytes === 0 || format !== "zlib";
  const chunk = isPlain ? whole : await withDecodedStreams(whole, header);

  const isZstd = format === "zstd";
  const kernel = await loadKernel(isZstd ? "zstd-decode" : "blosc-decode");
  const source = kernel.heap;
  const target = addressBehind(source, chunk.byteLength);
  const scratch = addressBehind(target, nbytes);
  kernel.reserve(scratch - kernel.heap).set(chunk, source);
  const scratchBytes = kernel.call(isZstd ? "chunkScratchLength" : "scratchLength", source, chunk.byteLength);
  if (scratchBytes < 0) throw kernelFailure("blosc", scratchBytes);
  const memory = kernel.reserve(scratch + scratchBytes - kernel.heap);
  const decode = isZstd ? "decodeChunk" : "decode";
  const decoded = kernel.call(decode, source, chunk.byteLength, 0, nbytes, target, scratch, scratchBytes);
  if (decoded < 0) throw kernelFailure("blosc", decoded);
  return take(memory.subarray(target, target + decoded));
}

/** The same chunk with every stream decoded: a stream as long as its decoded bytes counts as stored. */
async function withDecodedStreams(bytes: Bytes, header: BloscHeader): Promise<Bytes> {
  const blocks = bloscStreams(bytes, header);
  const start = BLOSC_HEADER_BYTES + 4 * blocks.length;
  const lengths = blocks.map((streams) =>
    streams.reduce((sum, { decodedByteLength }) => sum + 4 + decodedByteLength, 0),
  );
  const chunk = new Uint8Array(lengths.reduce((sum, length) => sum + length, start));
  const view = new DataView(chunk.buffer);
  chunk.set(bytes.subarray(0, BLOSC_HEADER_BYTES));
  view.setUint32(12, chunk.byteLength, true);
  let position = start;
  for (const [block, streams] of blocks.entries()) {
    view.setUint32(BLOSC_HEADER_BYTES + 4 * block, position, true);
    for (const { offset, byteLength, decodedByteLength } of streams) {
      const stream = bytes.subarray(offset, offset + byteLength);
      const decoded =
        byteLength === decodedByteLength ? stream : await inflateStream(stream, decodedByteLength);
      view.setUint32(position, decodedByteLength, true);
      chunk.set(decoded, position + 4);
      position += 4 + decodedByteLength;
    }
  }
  return chunk;
}

async function inflateStream(stream: Bytes, byteLength: number): Promise<Bytes> {
  const { inflate } = await loadDeflate();
  const decoded = await inflate(stream, "zlib", byteLength);
  if (decoded.byteLength !== byteLength) {
    throw badChunk(`a zlib stream holds ${decoded.byteLength} bytes, ${byteLength} were expected`);
  }
  return decoded;
}
