/**
 * Parsing the header of a Blosc 1 chunk, and locating its streams.
 *
 * @module
 */

import { type Bytes, dataViewOf, StorageError } from "@chunkwright/core";

export type BloscFormat = "blosclz" | "lz4" | "snappy" | "zlib" | "zstd";

export interface BloscHeader {
  /** The compressor of all streams. */
  readonly format: BloscFormat;
  /** The header is followed by uncompressed bytes instead of blocks. */
  readonly isStored: boolean;
  /** Streams per full block: one, or one for each byte of an element. */
  readonly splits: number;
  readonly nbytes: number;
  readonly blocksize: number;
  readonly cbytes: number;
}

export interface BloscStream {
  /** First byte in the chunk, after the stream's length. */
  readonly offset: number;
  readonly byteLength: number;
  readonly decodedByteLength: number;
}

export const BLOSC_HEADER_BYTES = 16;

const FORMATS: readonly BloscFormat[] = ["blosclz", "lz4", "snappy", "zlib", "zstd"];
const FLAG_STORED = 0x02;
const FLAG_UNSPLIT = 0x10;
const MAX_SPLITS = 16;
const MIN_SPLIT_BYTES = 128;

/**
 * Header of a chunk, README_CHUNK_FORMAT.rst of c-blosc 1.21.
 *    0  1  version of the format, 2
 *    1  1  version of the compressor
 *    2  1  flags: 1 byte shuffle, 2 stored, 4 bit shuffle, 0x10 not split; bits 5-7 the format of the streams
 *    3  1  typesize
 *    4  4  nbytes, decoded
 *    8  4  blocksize, decoded
 *   12  4  cbytes, encoded, with this header
 *   16     offset of each block, 4 bytes each; a block is its streams, each a 4-byte length and as many bytes
 */
export function parseBloscHeader(bytes: Bytes): BloscHeader {
  if (bytes.byteLength < BLOSC_HEADER_BYTES)
    throw badChunk(`${bytes.byteLength} bytes are too few for a header`);
  const view = dataViewOf(bytes);
  const flags = view.getUint8(2);
  const typesize = view.getUint8(3);
  const blocksize = view.getUint32(8, true);
  const cbytes = view.getUint32(12, true);
  const format = FORMATS[flags >>> 5];
  if (format === undefined) {
    const feature = `compressor ${flags >>> 5}`;
    throw new StorageError("unsupported", `Cannot decode blosc: ${feature} is not known`, {
      format: "blosc",
      feature,
    });
  }
  if (cbytes > bytes.byteLength) throw badChunk(`${bytes.byteLength} bytes are left of ${cbytes}`);
  const isSplit =
    (flags & FLAG_UNSPLIT) === 0 && typesize <= MAX_SPLITS && blocksize >= MIN_SPLIT_BYTES * typesize;
  return {
    format,
    isStored: (flags & FLAG_STORED) !== 0,
    splits: isSplit ? typesize : 1,
    nbytes: view.getUint32(4, true),
    blocksize,
    cbytes,
  };
}

/** The streams of every block in order, checked to lie inside the chunk. */
export function bloscStreams(
  bytes: Bytes,
  { splits, nbytes, blocksize, cbytes }: BloscHeader,
): BloscStream[][] {
  const view = dataViewOf(bytes);
  const blockCount = Math.ceil(nbytes / blocksize);
  if (!(BLOSC_HEADER_BYTES + 4 * blockCount <= cbytes) || splits === 0) {
    throw badChunk(`${cbytes} bytes cannot hold the offsets of ${blockCount} blocks`);
  }
  return Array.from({ length: blockCount }, (_, block) => {
    const blockBytes = Math.min(blocksize, nbytes - block * blocksize);
    const count = blockBytes === blocksize ? splits : 1;
    if (blockBytes % count !== 0) throw badChunk(`${blockBytes} bytes do not split into ${count} streams`);
    let next = view.getUint32(BLOSC_HEADER_BYTES + 4 * block, true);
    return Array.from({ length: count }, () => {
      if (next + 4 > cbytes) throw badChunk(`block ${block} reaches beyond byte ${cbytes}`);
      const offset = next + 4;
      const byteLength = view.getUint32(next, true);
      next = offset + byteLength;
      if (next > cbytes)
        throw badChunk(`block ${block} has a stream of ${byteLength} bytes at byte ${offset}`);
      return { offset, byteLength, decodedByteLength: blockBytes / count };
    });
  });
}

export function badChunk(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode blosc: ${fact}`, { format: "blosc" });
}
