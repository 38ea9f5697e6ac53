/**
 * Codecs of the table that decode and do not encode, or not all that they decode: wide colours in JPEG 2000, many
 * samples in JPEG XL.
 */

import type { CodecSpec } from "@chunkwright/core";

const NAMES = [
  "tiff.jpeg",
  "tiff.jpeg_header",
  "tiff.ccitt",
  "tiff.jbig",
  "tiff.thunderscan",
  "tiff.next",
  "tiff.pixarlog",
  "tiff.old_jpeg",
  "tiff.jpeg2000",
  "tiff.jpegxl",
  "tiff.jpegxr",
  "tiff.png",
  "tiff.lerc",
  "tiff.sgilog",
  "tiff.sgilog24",
  "tiff.ycbcr_subsampling",
  "tiff.converted_samples",
  "tiff.sample_words",
  "tiff.rgb565",
  "tiff.eer",
  "hdf5.blosc2",
  "hdf5.jpeg_ls",
  "hdf5.nbit",
  "hdf5.scaleoffset",
  "hdf5.szip",
  "hdf5.zfp",
  "lz4.frame",
  "numcodecs.lzma",
  "numcodecs.msgpack2",
  "numcodecs.zfpy",
  "numcodecs.pcodec",
  "zfp",
];

export function decodesOnly(codecs: readonly CodecSpec[]): boolean {
  return codecs.some(({ name }) => NAMES.includes(name));
}
