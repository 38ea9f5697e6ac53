/**
 * The codec table: names as metadata spells them, and what stands behind each.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { astype } from "./astype.ts";
import { base64 } from "./base64.ts";
import { bitround } from "./bitround.ts";
import { blosc } from "./blosc.ts";
import { booleanBits } from "./boolean-bits.ts";
import { bytes } from "./bytes.ts";
import { bzip2 } from "./bzip2.ts";
import { castValue } from "./cast-value.ts";
import { categorize } from "./categorize.ts";
import { ccitt } from "./ccitt.ts";
import type { Codec } from "./codec.ts";
import { convertedSamples } from "./converted-samples.ts";
import { adler32, crc32 } from "./crc32.ts";
import { crc32c, numcodecsCrc32c } from "./crc32c.ts";
import { delta } from "./delta.ts";
import { eer } from "./eer.ts";
import { fillOrder } from "./fill-order.ts";
import { fixedScaleOffset } from "./fixed-scale-offset.ts";
import { fletcher32 } from "./fletcher32.ts";
import { floatPredictor } from "./float-predictor.ts";
import { gzip, zlib } from "./gzip.ts";
import { hdf5Bitshuffle } from "./hdf5-bitshuffle.ts";
import { hdf5Blosc2 } from "./hdf5-blosc2.ts";
import { hdf5Lz4 } from "./hdf5-lz4.ts";
import { hdf5Lzf } from "./hdf5-lzf.ts";
import { hdf5Nbit } from "./hdf5-nbit.ts";
import { hdf5ScaleOffset } from "./hdf5-scale-offset.ts";
import { hdf5Zfp } from "./hdf5-zfp.ts";
import { horizontalDifferencing } from "./horizontal-differencing.ts";
import { jbig } from "./jbig.ts";
import { jenkinsLookup3 } from "./jenkins-lookup3.ts";
import { jpeg } from "./jpeg.ts";
import { jpegHeader } from "./jpeg-header.ts";
import { jpegLs } from "./jpeg-ls.ts";
import { jpegXl } from "./jpeg-xl.ts";
import { jpegXr } from "./jpeg-xr.ts";
import { jpeg2000 } from "./jpeg2000.ts";
import { json2 } from "./json2.ts";
import { lerc } from "./lerc.ts";
import { lowBits } from "./low-bits.ts";
import { lz4 } from "./lz4.ts";
import { lz4Frame } from "./lz4-frame.ts";
import { lzma } from "./lzma.ts";
import { lzw } from "./lzw.ts";
import { msgpack2 } from "./msgpack2.ts";
import { n5Default } from "./n5-default.ts";
import { n5Lz4 } from "./n5-lz4.ts";
import { n5Object } from "./n5-object.ts";
import { n5Strings } from "./n5-strings.ts";
import { next } from "./next.ts";
import { oldJpeg } from "./old-jpeg.ts";
import { packbits } from "./packbits.ts";
import { packedBits } from "./packed-bits.ts";
import { packedElements } from "./packed-elements.ts";
import { pickle } from "./pickle.ts";
import { pixarlog } from "./pixarlog.ts";
import { png } from "./png.ts";
import { quantize } from "./quantize.ts";
import { reshape } from "./reshape.ts";
import { rgb565 } from "./rgb565.ts";
import { sampleWords } from "./sample-words.ts";
import { scaleOffset } from "./scale-offset.ts";
import { sgilog } from "./sgilog.ts";
import { sgilog24 } from "./sgilog24.ts";
import { shuffle } from "./shuffle.ts";
import { swapWords } from "./swap-words.ts";
import { szip } from "./szip.ts";
import { thunderscan } from "./thunderscan.ts";
import { trailingBytes } from "./trailing-bytes.ts";
import { transpose } from "./transpose.ts";
import { vlenBytes, vlenUtf8 } from "./vlen.ts";
import { vlenArray } from "./vlen-array.ts";
import { webp } from "./webp.ts";
import { ycbcrSubsampling } from "./ycbcr-subsampling.ts";
import { zarrZfp } from "./zarr-zfp.ts";
import { zfpy } from "./zfpy.ts";
import { zstd } from "./zstd.ts";

/** Codecs by name: Zarr v3's registered names, `numcodecs.*` for what only numcodecs defines, `tiff.*` for TIFF's, `hdf5.*` for filters of HDF5. */
export type CodecTable = ReadonlyMap<string, Codec>;

const table = new Map<string, Codec>([
  ["bytes", bytes],
  ["transpose", transpose],
  ["gzip", gzip],
  ["zstd", zstd],
  ["blosc", blosc],
  ["crc32c", crc32c],
  ["bitround", bitround],
  ["cast_value", castValue],
  ["scale_offset", scaleOffset],
  ["reshape", reshape],
  ["n5_default", n5Default],
  ["packbits", packedElements],
  ["zfp", zarrZfp],
  ["vlen-utf8", vlenUtf8],
  ["vlen-bytes", vlenBytes],
  // numcodecs' own names for what is registered too.
  ["numcodecs.gzip", gzip],
  ["numcodecs.zstd", zstd],
  ["numcodecs.blosc", blosc],
  ["numcodecs.bitround", bitround],
  ["numcodecs.vlen-utf8", vlenUtf8],
  ["numcodecs.vlen-bytes", vlenBytes],
  ["numcodecs.crc32c", numcodecsCrc32c],
  ["numcodecs.zlib", zlib],
  ["numcodecs.lz4", lz4],
  ["numcodecs.shuffle", shuffle],
  ["numcodecs.delta", delta],
  ["numcodecs.bz2", bzip2],
  ["numcodecs.lzma", lzma],
  ["numcodecs.fixedscaleoffset", fixedScaleOffset],
  ["numcodecs.quantize", quantize],
  ["numcodecs.astype", astype],
  ["numcodecs.packbits", booleanBits],
  ["numcodecs.adler32", adler32],
  ["numcodecs.crc32", crc32],
  ["numcodecs.fletcher32", fletcher32],
  ["numcodecs.jenkins_lookup3", jenkinsLookup3],
  ["numcodecs.base64", base64],
  ["numcodecs.categorize", categorize],
  ["numcodecs.vlen-array", vlenArray],
  ["numcodecs.json2", json2],
  ["numcodecs.msgpack2", msgpack2],
  ["numcodecs.pickle", pickle],
  ["numcodecs.zfpy", zfpy],
  ["tiff.lzw", lzw],
  ["tiff.packbits", packbits],
  ["tiff.fill_order", fillOrder],
  ["tiff.trailing_bytes", trailingBytes],
  ["tiff.horizontal_differencing", horizontalDifferencing],
  ["tiff.float_predictor", floatPredictor],
  ["tiff.packed_bits", packedBits],
  ["tiff.jpeg", jpeg],
  ["tiff.jpeg_header", jpegHeader],
  ["tiff.old_jpeg", oldJpeg],
  ["tiff.jpeg2000", jpeg2000],
  ["tiff.jpegxl", jpegXl],
  ["tiff.jpegxr", jpegXr],
  ["tiff.webp", webp],
  ["tiff.png", png],
  ["tiff.lerc", lerc],
  ["tiff.sgilog", sgilog],
  ["tiff.sgilog24", sgilog24],
  ["tiff.ycbcr_subsampling", ycbcrSubsampling],
  ["tiff.converted_samples", convertedSamples],
  ["tiff.sample_words", sampleWords],
  ["tiff.rgb565", rgb565],
  ["tiff.eer", eer],
  ["tiff.ccitt", ccitt],
  ["tiff.jbig", jbig],
  ["tiff.thunderscan", thunderscan],
  ["tiff.next", next],
  ["tiff.pixarlog", pixarlog],
  ["hdf5.shuffle", shuffle],
  ["hdf5.fletcher32", fletcher32],
  ["hdf5.lzf", hdf5Lzf],
  ["hdf5.lz4", hdf5Lz4],
  ["hdf5.bitshuffle", hdf5Bitshuffle],
  ["hdf5.blosc2", hdf5Blosc2],
  ["hdf5.jpeg_ls", jpegLs],
  ["hdf5.nbit", hdf5Nbit],
  ["hdf5.scaleoffset", hdf5ScaleOffset],
  ["hdf5.szip", szip],
  ["hdf5.zfp", hdf5Zfp],
  ["n5.lz4", n5Lz4],
  ["n5.strings", n5Strings],
  ["n5.object", n5Object],
  ["lz4.frame", lz4Frame],
  // For data types that documents name and no array of JavaScript carries.
  ["swap_words", swapWords],
  ["low_bits", lowBits],
]);

/** The built-in codecs and those that `registerCodec` added. A table of one's own: `new Map(codecTable)`. */
export const codecTable: CodecTable = table;

/** Adds a codec to the default table, or replaces one. */
export function registerCodec(name: string, codec: Codec): void {
  if (typeof codec?.bind !== "function")
    throw new TypeError(`Cannot register codec ${name}: it has no function bind`);
  table.set(name, codec);
}

/** Whether the default table has a codec of that name. */
export function isKnownCodec(name: string): boolean {
  return table.has(name);
}

/** Throws "unsupported" for a name that is not in the table. */
export function findCodec(codecs: CodecTable, name: string): Codec {
  const codec = codecs.get(name);
  if (codec) return codec;
  throw new StorageError("unsupported", `Cannot use codec ${name}: it is not in the codec table`, {
    format: "codecs",
    feature: name,
  });
}
