/**
 * The header of a blosc 1 chunk and the structure of its blocks, checked before anything is decoded.
 *
 * @module
 */

import { type Bytes, StorageError } from "@chunkwright/core";

export interface BloscHeader {
  readonly nbytes: number;
  readonly cbytes: number;
  readonly isMemcpyed: boolean;
}

export const BLOSC_HEADER_BYTES = 16;
const FORMAT_VERSION = 2;
const FLAG_MEMCPYED = 0x02;
const FLAG_DONT_SPLIT = 0x10;
const MAX_SPLITS = 16;
const MIN_SPLIT_BUFFER = 128;

/**
 * Header of a chunk, README_CHUNK_FORMAT.rst of c-blosc 1.21.
 *    0  1  version of the format, 2
 *    1  1  version of the compressor
 *    2  1  flags: 1 byte shuffle, 2 memcpyed, 4 bit shuffle, 0x10 don't split; bits 5-7 the compressor
 *    3  1  typesize
 *    4  4  nbytes, decoded
 *    8  4  blocksize
 *   12  4  cbytes, encoded, with this header
 *   16     offset of each block, 4 bytes each; a block is its streams, each a 4-byte length and as many bytes
 */
export function parseBloscHeader(bytes: Bytes): BloscHeader {
  if (bytes.byteLength < BLOSC_HEADER_BYTES) throw badData(`${bytes.byteLength} bytes are no header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint8(0);
  const flags = view.getUint8(2);
  const typesize = view.getUint8(3);
  const nbytes = view.getUint32(4, true);
  const blocksize = view.getUint32(8, true);
  const cbytes = view.getUint32(12, true);
  if (version !== FORMAT_VERSION) throw badData(`the format's version is ${version}, not ${FORMAT_VERSION}`);
  if (cbytes > bytes.byteLength) throw badData(`${bytes.byteLength} bytes are left of ${cbytes}`);
  const isMemcpyed = (flags & FLAG_MEMCPYED) !== 0;
  if (isMemcpyed) {
    if (nbytes + BLOSC_HEADER_BYTES > cbytes)
      throw badData(`${cbytes} bytes cannot hold ${nbytes} plain ones`);
  } else if (nbytes > 0) {
    if (blocksize === 0 || blocksize > nbytes || typesize === 0) {
      throw badData(`blocks of ${blocksize} bytes, elements of ${typesize}, in ${nbytes} bytes`);
    }
    const splits = (flags & FLAG_DONT_SPLIT) === 0 && typesize <= MAX_SPLITS;
    checkBlocks(view, { nbytes, blocksize, cbytes, streams: splits ? typesize : 1 });
  }
  return { nbytes, cbytes, isMemcpyed };
}

interface Layout {
  readonly nbytes: number;
  readonly blocksize: number;
  readonly cbytes: number;
  /** Streams of a whole block that is long enough to be split. */
  readonly streams: number;
}

/** Every block's streams lie inside the chunk. */
function checkBlocks(view: DataView, { nbytes, blocksize, cbytes, streams }: Layout): void {
  const blocks = Math.ceil(nbytes / blocksize);
  const firstBlock = BLOSC_HEADER_BYTES + 4 * blocks;
  if (firstBlock > cbytes) throw badData(`${cbytes} bytes cannot hold the offsets of ${blocks} blocks`);
  for (let block = 0; block < blocks; block += 1) {
    const size = Math.min(blocksize, nbytes - block * blocksize);
    const isSplit = size === blocksize && blocksize / streams >= MIN_SPLIT_BUFFER;
    let position = view.getUint32(BLOSC_HEADER_BYTES + 4 * block, true);
    if (position < firstBlock) throw badData(`block ${block} starts at byte ${position}, inside the header`);
    for (let stream = isSplit ? streams : 1; stream > 0; stream -= 1) {
      if (position + 4 > cbytes) throw badData(`block ${block} ends beyond byte ${cbytes}`);
      const length = view.getInt32(position, true);
      position += 4 + length;
      if (length < 0 || position > cbytes) throw badData(`block ${block} has a stream of ${length} bytes`);
    }
  }
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode blosc: ${fact}`, { format: "blosc" });
}
