/**
 * Parsing headers of Blosc 2 chunks. c-blosc2 2.21, README_CHUNK_FORMAT.rst, "Header".
 *
 * @module
 */

import { type Bytes, dataViewOf } from "@chunkwright/core";
import { badChunk, unsupportedChunk } from "./blosc2-error.ts";

export const HEADER_BYTES = 16;
const EXTENDED_HEADER_BYTES = 32;
const FLAG_SHUFFLE = 0x01;
const FLAG_STORED = 0x02;
const FLAG_BITSHUFFLE = 0x04;
const FLAG_EXTENDED = FLAG_SHUFFLE | FLAG_BITSHUFFLE;
export const FLAG_UNSPLIT = 0x10;
const BLOSC2_DICTIONARY = 0x01;
const FILTER_SLOTS = 6;

/** Codes of filters; a header without extension has flags for them instead. */
export const NO_FILTER = 0;
export const SHUFFLE = 1;
export const BITSHUFFLE = 2;

interface Filter {
  readonly code: number;
  readonly meta: number;
}

export interface Blosc2Header {
  readonly format: number;
  readonly isStored: boolean;
  readonly isSplit: boolean;
  readonly typesize: number;
  readonly nbytes: number;
  readonly blocksize: number;
  readonly cbytes: number;
  /** Length of the header. */
  readonly start: number;
  readonly special: number;
  readonly filters: readonly Filter[];
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
export function parseBlosc2Header(bytes: Bytes): Blosc2Header {
  if (bytes.byteLength < HEADER_BYTES) throw badChunk(`${bytes.byteLength} bytes are too few for a header`);
  const view = dataViewOf(bytes);
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
