/**
 * The codecs of most files, a sixth of the table, which can be loaded without the rest.
 *
 * @module
 */

import { blosc } from "./blosc/blosc.ts";
import { crc32c } from "./checksum/crc32c.ts";
import { fletcher32 } from "./checksum/fletcher32.ts";
import type { Codec } from "./codec.ts";
import { gzip, zlib } from "./deflate/gzip.ts";
import { bytes } from "./layout/bytes.ts";
import { lowBits } from "./layout/low-bits.ts";
import { n5Default } from "./layout/n5-default.ts";
import { shuffle } from "./layout/shuffle.ts";
import { swapWords } from "./layout/swap-words.ts";
import { transpose } from "./layout/transpose.ts";
import { lz4 } from "./lz4/lz4.ts";
import { horizontalDifferencing } from "./tiff/horizontal-differencing.ts";
import { lzw } from "./tiff/lzw.ts";
import { packbits } from "./tiff/packbits.ts";
import { vlenUtf8 } from "./variable-length/vlen.ts";
import { zstd } from "./zstd/zstd.ts";

/** Codecs by the names of the table. `registerCodec` adds to them, and replaces them. */
export const commonCodecs: Map<string, Codec> = new Map<string, Codec>([
  ["bytes", bytes],
  ["transpose", transpose],
  ["gzip", gzip],
  ["zstd", zstd],
  ["blosc", blosc],
  ["crc32c", crc32c],
  ["n5_default", n5Default],
  ["vlen-utf8", vlenUtf8],
  ["numcodecs.gzip", gzip],
  ["numcodecs.zstd", zstd],
  ["numcodecs.blosc", blosc],
  ["numcodecs.vlen-utf8", vlenUtf8],
  ["numcodecs.zlib", zlib],
  ["numcodecs.lz4", lz4],
  ["numcodecs.shuffle", shuffle],
  ["numcodecs.fletcher32", fletcher32],
  ["tiff.lzw", lzw],
  ["tiff.packbits", packbits],
  ["tiff.horizontal_differencing", horizontalDifferencing],
  ["hdf5.shuffle", shuffle],
  ["hdf5.fletcher32", fletcher32],
  // Not stored in metadata: readers add them for data types that no JavaScript array holds.
  ["swap_words", swapWords],
  ["low_bits", lowBits],
]);
