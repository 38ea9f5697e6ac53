/**
 * Blosc 2 chunks: blocks of streams, each block behind a pipeline of filters. c-blosc2 2.21, README_CHUNK_FORMAT.rst.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";
import { decodeBlosc } from "./blosc-decode.ts";
import { exactly } from "./codec.ts";
import { hdf5Bitshuffle } from "./hdf5-bitshuffle.ts";
import { kernelDecode } from "./kernel-decode.ts";
import { shuffle } from "./shuffle.ts";

const HEADER_BYTES = 16;
const EXTENDED_HEADER_BYTES = 32;
const FLAG_SHUFFLE = 0x01;
const FLAG_STORED = 0x02;
const FLAG_BITSHUFFLE = 0x04;
const FLAG_EXTENDED = FLAG_SHUFFLE | FLAG_BITSHUFFLE;
const FLAG_UNSPLIT = 0x10;
const BLOSC2_DICTIONARY = 0x01;
const FILTER_SLOTS = 6;

const NO_FILTER = 0;
const SHUFFLE = 1;
const BITSHUFFLE = 2;
const DELTA = 3;
/** Bits are cut off before anything else: nothing is left to undo. */
const TRUNCATE_PRECISION = 4;

/** What a whole chunk may consist of instead of blocks. */
const SPECIAL_ZEROS = 1;
const SPECIAL_NAN = 2;
const SPECIAL_VALUE = 3;
const SPECIAL_UNINITIALIZED = 4;

interface Filter {
  readonly code: number;
  readonly meta: number;
}

interface Header {
  readonly format: number;
  readonly isStored: boolean;
  readonly isSplit: boolean;
  readonly typesize: number;
  readonly nbytes: number;
  readonly blocksize: number;
  readonly cbytes: number;
  /** Where what follows the header begins. */
  readonly start: number;
  readonly special: number;
  readonly filters: readonly Filter[];
}

/** The bytes of the chunk that `bytes` begin with; `maxByteLength` at most. */
export async function decodeBlosc2Chunk(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const header = parseHeader(bytes);
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

/** The bytes of a chunk that is special as a whole. */
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

/**
 *    0  1  version of the format
 *    1  1  version of the compressor
 *    2  1  flags: 0x01 and 0x04 extended, else shuffle and bit shuffle; 0x02 stored, 0x10 not split; bits 5-7 compressor
 *    3  1  typesize
 *    4  4  nbytes, decoded
 *    8  4  blocksize, decoded
 *   12  4  cbytes, encoded, with this header
 *  (16  6  filter codes)
 *  (22  2  user-defined codec and its metadata)
 *  (24  6  filter metadata)
 *  (31  1  Blosc 2 flags: bit 0 dictionary, 4-6 special value)
 */
function parseHeader(bytes: Bytes): Header {
  if (bytes.byteLength < HEADER_BYTES) throw badChunk(`${bytes.byteLength} bytes are no header`);
  const view = viewOf(bytes);
  const flags = view.getUint8(2);
  const isExtended = (flags & FLAG_EXTENDED) === FLAG_EXTENDED;
  const start = isExtended ? EXTENDED_HEADER_BYTES : HEADER_BYTES;
  const cbytes = view.getUint32(12, true);
  if (cbytes > bytes.byteLength || cbytes < start)
    throw badChunk(`${bytes.byteLength} bytes are left of ${cbytes}`);
  const blosc2Flags = isExtended ? view.getUint8(31) : 0;
  if (blosc2Flags & BLOSC2_DICTIONARY) throw unsupportedChunk("dictionaries");
  const filters = isExtended
    ? Array.from({ length: FILTER_SLOTS }, (_, n) => ({ code: bytes[16 + n]!, meta: bytes[24 + n]! }))
    : [{ code: flags & FLAG_SHUFFLE ? SHUFFLE : flags & FLAG_BITSHUFFLE ? BITSHUFFLE : NO_FILTER, meta: 0 }];
  const typesize = view.getUint8(3);
  if (typesize === 0) throw badChunk("its elements have no bytes");
  return {
    format: flags >>> 5,
    isStored: (flags & FLAG_STORED) !== 0,
    isSplit: (flags & FLAG_UNSPLIT) === 0,
    typesize,
    nbytes: view.getUint32(4, true),
    blocksize: view.getUint32(8, true),
    cbytes,
    start,
    special: (blosc2Flags >>> 4) & 7,
    filters,
  };
}

async function decodeBlocks(chunk: Bytes, header: Header): Promise<Bytes> {
  const { nbytes, blocksize, start, typesize, isSplit } = header;
  const view = viewOf(chunk);
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
  const length = viewOf(chunk).getInt32(start, true);
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
      const { inflate } = await import("#deflate");
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
  const view = viewOf(chunk);
  chunk.set([2, 1, FLAG_UNSPLIT, 1]);
  view.setUint32(4, byteLength, true);
  view.setUint32(8, byteLength, true);
  view.setUint32(12, chunk.byteLength, true);
  view.setUint32(HEADER_BYTES, streamStart, true);
  view.setUint32(streamStart, stream.byteLength, true);
  chunk.set(stream, streamStart + 4);
  return chunk;
}

/** Undoes the filters of a block, the last first. `reference` is the first block, decoded. */
async function unfiltered(
  block: Bytes,
  { filters, typesize }: Header,
  reference: Bytes | undefined,
): Promise<Bytes> {
  let bytes = block;
  for (const { code, meta } of filters.toReversed()) {
    const spec = exactly(bytes.byteLength, typesize);
    switch (code) {
      case NO_FILTER:
      case TRUNCATE_PRECISION:
        break;
      case SHUFFLE:
        bytes = await shuffle.bind({ elementsize: meta || typesize }, spec).decode(bytes);
        break;
      case BITSHUFFLE: {
        // Bits of whole groups of eight elements are in planes; what is left over is as it was.
        const blocksize = Math.floor(bytes.byteLength / typesize / 8) * 8;
        const configuration = { elementsize: typesize, blocksize, compressor: "none" };
        if (blocksize > 0) bytes = await hdf5Bitshuffle.bind(configuration, spec).decode(bytes);
        break;
      }
      case DELTA:
        undoDelta(bytes, typesize, reference);
        break;
      default:
        throw unsupportedChunk(`filter ${code}`);
    }
  }
  return bytes;
}

/** Elements are the exclusive or with those of the first block; in that, with the one before. */
function undoDelta(bytes: Bytes, typesize: number, reference: Bytes | undefined): void {
  if (reference) {
    for (let i = 0; i < bytes.byteLength; i += 1) bytes[i] = bytes[i]! ^ (reference[i] ?? 0);
    return;
  }
  const word = typesize % 8 === 0 ? 8 : [1, 2, 4].includes(typesize) ? typesize : 1;
  for (let i = word; i < bytes.byteLength; i += 1) bytes[i] = bytes[i]! ^ bytes[i - word]!;
}

function repeated(value: Bytes, byteLength: number): Bytes {
  if (value.byteLength === 0) throw badChunk("the value that it repeats is missing");
  const bytes = new Uint8Array(byteLength);
  for (let i = 0; i < byteLength; i += 1) bytes[i] = value[i % value.byteLength]!;
  return bytes;
}

function badChunk(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode a Blosc 2 chunk: ${fact}`, { format: "blosc2" });
}

function unsupportedChunk(feature: string): StorageError {
  return new StorageError("unsupported", `Cannot decode a Blosc 2 chunk: it has ${feature}`, {
    format: "blosc2",
    feature,
  });
}

function viewOf({ buffer, byteOffset, byteLength }: Bytes): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
