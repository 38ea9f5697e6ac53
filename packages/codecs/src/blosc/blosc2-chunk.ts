/**
 * Decoding Blosc 2 chunks: blocks of streams, each block filtered. c-blosc2 2.21, README_CHUNK_FORMAT.rst.
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";
import { loadDeflate } from "../deflate/load-deflate.ts";
import { kernelDecode } from "../kernel/kernel-decode.ts";
import { decodeBlosc } from "./blosc-decode.ts";
import { badChunk, unsupportedChunk } from "./blosc2-error.ts";
import { unfiltered } from "./blosc2-filters.ts";
import { type Blosc2Header, FLAG_UNSPLIT, HEADER_BYTES, parseBlosc2Header } from "./blosc2-header.ts";

/** Special values: the whole chunk is one value, without blocks. */
const SPECIAL_ZEROS = 1;
const SPECIAL_NAN = 2;
const SPECIAL_VALUE = 3;
const SPECIAL_UNINITIALIZED = 4;

/** The decoded bytes, at most `maxByteLength`, of the chunk at the start of `bytes`. */
export async function decodeBlosc2Chunk(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const header = parseBlosc2Header(bytes);
  const { nbytes, cbytes, start, special, typesize } = header;
  if (nbytes > maxByteLength) throw badChunk(`it holds ${nbytes} bytes, ${maxByteLength} are wanted at most`);
  const chunk = bytes.subarray(0, cbytes);
  if (special === SPECIAL_VALUE) return repeated(chunk.subarray(start, start + typesize), nbytes);
  if (special !== 0) return specialBytes(special, typesize, nbytes);
  if (header.isStored) {
    if (start + nbytes > cbytes) throw badChunk(`${cbytes} bytes cannot hold ${nbytes} as they are`);
    return chunk.slice(start, start + nbytes);
  }
  return decodeBlocks(chunk, header);
}

/** The decoded bytes of a chunk with a special value. */
export function specialBytes(special: number, typesize: number, byteLength: number): Bytes {
  switch (special) {
    case SPECIAL_ZEROS:
    case SPECIAL_UNINITIALIZED:
      return new Uint8Array(byteLength);
    case SPECIAL_NAN: {
      const value = new DataView(new ArrayBuffer(typesize === 4 ? 4 : 8));
      if (typesize === 4) value.setFloat32(0, Number.NaN, true);
      else value.setFloat64(0, Number.NaN, true);
      return repeated(new Uint8Array(value.buffer), byteLength);
    }
    default:
      throw unsupportedChunk(`special value ${special}`);
  }
}

async function decodeBlocks(chunk: Bytes, header: Blosc2Header): Promise<Bytes> {
  const { nbytes, blocksize, start, typesize, isSplit } = header;
  const view = dataViewOf(chunk);
  const count = Math.ceil(nbytes / blocksize);
  if (!(start + 4 * count <= chunk.byteLength))
    throw badChunk(`${chunk.byteLength} bytes cannot hold ${count} blocks`);
  const output = new Uint8Array(nbytes);
  for (let block = 0; block < count; block += 1) {
    const byteLength = Math.min(blocksize, nbytes - block * blocksize);
    const streams = isSplit && byteLength === blocksize ? typesize : 1;
    if (byteLength % streams !== 0)
      throw badChunk(`${byteLength} bytes do not split into ${streams} streams`);
    const shuffled = new Uint8Array(byteLength);
    let next = view.getUint32(start + 4 * block, true);
    for (let stream = 0; stream < streams; stream += 1) {
      const target = shuffled.subarray(
        (stream * byteLength) / streams,
        ((stream + 1) * byteLength) / streams,
      );
      next = await decodeStream(chunk, next, target, header.format);
    }
    const reference = block > 0 ? output.subarray(0, blocksize) : undefined;
    output.set(await unfiltered(shuffled, header, reference), block * blocksize);
  }
  return output;
}

/** Decodes the stream at `start` into `target`; returns where it ends. */
async function decodeStream(chunk: Bytes, start: number, target: Bytes, format: number): Promise<number> {
  const end = chunk.byteLength;
  if (start + 4 > end) throw badChunk(`a stream begins at byte ${start} of ${end}`);
  const length = dataViewOf(chunk).getInt32(start, true);
  const from = start + 4;
  if (length === 0) return from;
  if (length < 0) {
    if (from >= end || (chunk[from]! & 1) === 0 || length < -255)
      throw badChunk(`a stream has the length ${length}`);
    target.fill(-length);
    return from + 1;
  }
  if (from + length > end) throw badChunk(`a stream of ${length} bytes begins at byte ${from} of ${end}`);
  const stream = chunk.subarray(from, from + length);
  const decoded =
    length === target.byteLength ? stream : await decompressed(stream, target.byteLength, format);
  if (decoded.byteLength !== target.byteLength) {
    throw badChunk(`a stream holds ${decoded.byteLength} bytes, ${target.byteLength} were expected`);
  }
  target.set(decoded);
  return from + length;
}

async function decompressed(stream: Bytes, byteLength: number, format: number): Promise<Bytes> {
  switch (format) {
    case 0:
      return decodeBlosc(asBlosc1(stream, byteLength), byteLength);
    case 1:
      return kernelDecode("lz4-decode", "blosc2", stream, byteLength);
    case 3: {
      const { inflate } = await loadDeflate();
      return inflate(stream, "zlib", byteLength);
    }
    case 4:
      return kernelDecode("zstd-decode", "blosc2", stream, byteLength);
    default:
      throw unsupportedChunk(`compressor ${format}`);
  }
}

/** A BloscLZ stream as a Blosc 1 chunk of one block, which a kernel decodes. */
function asBlosc1(stream: Bytes, byteLength: number): Bytes {
  const streamStart = HEADER_BYTES + 4;
  const chunk = new Uint8Array(streamStart + 4 + stream.byteLength);
  const view = dataViewOf(chunk);
  chunk.set([2, 1, FLAG_UNSPLIT, 1]);
  view.setUint32(4, byteLength, true);
  view.setUint32(8, byteLength, true);
  view.setUint32(12, chunk.byteLength, true);
  view.setUint32(HEADER_BYTES, streamStart, true);
  view.setUint32(streamStart, stream.byteLength, true);
  chunk.set(stream, streamStart + 4);
  return chunk;
}

function repeated(value: Bytes, byteLength: number): Bytes {
  if (value.byteLength === 0) throw badChunk("the value that it repeats is missing");
  const bytes = new Uint8Array(byteLength);
  for (let i = 0; i < byteLength; i += 1) bytes[i] = value[i % value.byteLength]!;
  return bytes;
}
