/**
 * Codecs of the table that decode and do not encode.
 */

import type { CodecSpec } from "@chunkwright/core";

const NAMES = [
  "tiff.jpeg",
  "tiff.ccitt",
  "tiff.thunderscan",
  "numcodecs.bz2",
  "hdf5.blosc2",
  "hdf5.lzf",
  "hdf5.nbit",
  "hdf5.scaleoffset",
  "hdf5.szip",
  "lz4.frame",
  "numcodecs.lzma",
  "numcodecs.msgpack2",
];

export function decodesOnly(codecs: readonly CodecSpec[]): boolean {
  return codecs.some(({ name }) => NAMES.includes(name));
}
