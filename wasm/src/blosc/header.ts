/**
 * The parts of a Blosc 1 chunk. Blosc Header Format (c-blosc README_CHUNK_FORMAT.rst / README_HEADER.rst).
 *
 *    0  1  version, 2
 *    1  1  version of the inner codec, 1
 *    2  1  flags
 *    3  1  typesize
 *    4  4  nbytes, decoded
 *    8  4  blocksize, decoded
 *   12  4  ctbytes, the chunk with this header
 *   16  4  start of each block from the start of the chunk, unless it is stored
 *
 * A block is one stream, or one for each byte of an element: u32 cbytes, then so many bytes.
 */

export const HEADER_LENGTH: usize = 16;
export const VERSION: u8 = 2;
export const CODEC_VERSION: u8 = 1;

export const FLAG_SHUFFLE: u32 = 1;
export const FLAG_STORED: u32 = 2;
export const FLAG_BITSHUFFLE: u32 = 4;
export const FLAG_RESERVED: u32 = 8;
export const FLAG_UNSPLIT: u32 = 16;
export const FORMAT_SHIFT: u32 = 5;

export const FORMAT_BLOSCLZ: u32 = 0;
export const FORMAT_LZ4: u32 = 1;
export const FORMAT_SNAPPY: u32 = 2;
export const FORMAT_ZLIB: u32 = 3;
export const FORMAT_ZSTD: u32 = 4;

/** The codecs by c-blosc's numbers for encoders (blosc.h): lz4 and lz4hc share a format. */
export const BLOSCLZ: u32 = 0;
export const LZ4: u32 = 1;
export const LZ4HC: u32 = 2;
export const SNAPPY: u32 = 3;
export const ZLIB: u32 = 4;
export const ZSTD: u32 = 5;

/** Filters and split modes by c-blosc's numbers (blosc.h). */
export const SHUFFLE: u32 = 1;
export const BITSHUFFLE: u32 = 2;
export const ALWAYS_SPLIT: u32 = 1;
export const NEVER_SPLIT: u32 = 2;
export const AUTO_SPLIT: u32 = 3;
export const FORWARD_COMPAT_SPLIT: u32 = 4;

/** Elements of more bytes are never split. */
export const MAX_SPLITS: usize = 16;
/** Streams shorter than this are not worth splitting off, nor chunks worth coding. */
export const MIN_BUFFER: usize = 128;
