/**
 * The codec table: codecs by the names that metadata uses.
 *
 * @module
 */

import { hdf5Blosc2 } from "./blosc/hdf5-blosc2.ts";
import { bzip2 } from "./bzip2/bzip2.ts";
import { adler32, crc32 } from "./checksum/crc32.ts";
import { numcodecsCrc32c } from "./checksum/crc32c.ts";
import { jenkinsLookup3 } from "./checksum/jenkins-lookup3.ts";
import type { Codec } from "./codec.ts";
import { commonCodecs } from "./common-codecs.ts";
import { hdf5Bitshuffle } from "./hdf5/hdf5-bitshuffle.ts";
import { hdf5Lzf } from "./hdf5/hdf5-lzf.ts";
import { hdf5Nbit } from "./hdf5/hdf5-nbit.ts";
import { hdf5ScaleOffset } from "./hdf5/hdf5-scale-offset.ts";
import { szip } from "./hdf5/szip.ts";
import { zstdFrame } from "./hdf5/zstd-frame.ts";
import { jbig } from "./image/jbig.ts";
import { jpegLs } from "./image/jpeg-ls.ts";
import { jpegXr } from "./image/jpeg-xr.ts";
import { lerc } from "./image/lerc.ts";
import { png } from "./image/png.ts";
import { webp } from "./image/webp.ts";
import { jpeg } from "./jpeg/jpeg.ts";
import { jpegHeader } from "./jpeg/jpeg-header.ts";
import { oldJpeg } from "./jpeg/old-jpeg.ts";
import { jpegXl } from "./jpeg-xl/jpeg-xl.ts";
import { jpeg2000 } from "./jpeg2000/jpeg2000.ts";
import { base64 } from "./layout/base64.ts";
import { booleanBits } from "./layout/boolean-bits.ts";
import { packedElements } from "./layout/packed-elements.ts";
import { reshape } from "./layout/reshape.ts";
import { hdf5Lz4 } from "./lz4/hdf5-lz4.ts";
import { lz4Frame } from "./lz4/lz4-frame.ts";
import { n5Lz4 } from "./lz4/n5-lz4.ts";
import { lzma } from "./lzma/lzma.ts";
import { astype } from "./numeric/astype.ts";
import { bitround } from "./numeric/bitround.ts";
import { castValue } from "./numeric/cast-value.ts";
import { delta } from "./numeric/delta.ts";
import { fixedScaleOffset } from "./numeric/fixed-scale-offset.ts";
import { quantize } from "./numeric/quantize.ts";
import { scaleOffset } from "./numeric/scale-offset.ts";
import { pcodec } from "./pcodec/pcodec.ts";
import { ccitt } from "./tiff/ccitt.ts";
import { convertedSamples } from "./tiff/converted-samples.ts";
import { eer } from "./tiff/eer.ts";
import { fillOrder } from "./tiff/fill-order.ts";
import { floatPredictor } from "./tiff/float-predictor.ts";
import { next } from "./tiff/next.ts";
import { packedBits } from "./tiff/packed-bits.ts";
import { pixarlog } from "./tiff/pixarlog.ts";
import { rgb565 } from "./tiff/rgb565.ts";
import { sampleWords } from "./tiff/sample-words.ts";
import { sgilog } from "./tiff/sgilog.ts";
import { sgilog24 } from "./tiff/sgilog24.ts";
import { thunderscan } from "./tiff/thunderscan.ts";
import { trailingBytes } from "./tiff/trailing-bytes.ts";
import { ycbcrSubsampling } from "./tiff/ycbcr-subsampling.ts";
import { categorize } from "./variable-length/categorize.ts";
import { json2 } from "./variable-length/json2.ts";
import { msgpack2 } from "./variable-length/msgpack2.ts";
import { n5Object } from "./variable-length/n5-object.ts";
import { n5Strings } from "./variable-length/n5-strings.ts";
import { pickle } from "./variable-length/pickle.ts";
import { vlenBytes } from "./variable-length/vlen.ts";
import { vlenArray } from "./variable-length/vlen-array.ts";
import { hdf5Zfp } from "./zfp/hdf5-zfp.ts";
import { zarrZfp } from "./zfp/zarr-zfp.ts";
import { zfpy } from "./zfp/zfpy.ts";

/**
 * Codecs by name: Zarr v3's registered names, `numcodecs.*` for those that only numcodecs defines, `tiff.*` for TIFF
 * compression schemes and predictors, `hdf5.*` for HDF5 filters.
 */
export type CodecTable = ReadonlyMap<string, Codec>;

/** What pipelines ask of a table. */
export type CodecLookup = Pick<CodecTable, "get" | "has">;

const table = new Map<string, Codec>([
  ...commonCodecs,
  ["bitround", bitround],
  ["cast_value", castValue],
  ["scale_offset", scaleOffset],
  ["reshape", reshape],
  ["packbits", packedElements],
  ["zfp", zarrZfp],
  ["vlen-bytes", vlenBytes],
  // numcodecs' own names for codecs that are also registered.
  ["numcodecs.bitround", bitround],
  ["numcodecs.vlen-bytes", vlenBytes],
  ["numcodecs.crc32c", numcodecsCrc32c],
  ["numcodecs.delta", delta],
  ["numcodecs.bz2", bzip2],
  ["numcodecs.lzma", lzma],
  ["numcodecs.fixedscaleoffset", fixedScaleOffset],
  ["numcodecs.quantize", quantize],
  ["numcodecs.astype", astype],
  ["numcodecs.packbits", booleanBits],
  ["numcodecs.adler32", adler32],
  ["numcodecs.crc32", crc32],
  ["numcodecs.jenkins_lookup3", jenkinsLookup3],
  ["numcodecs.base64", base64],
  ["numcodecs.categorize", categorize],
  ["numcodecs.vlen-array", vlenArray],
  ["numcodecs.json2", json2],
  ["numcodecs.msgpack2", msgpack2],
  ["numcodecs.pickle", pickle],
  ["numcodecs.zfpy", zfpy],
  ["numcodecs.pcodec", pcodec],
  ["tiff.fill_order", fillOrder],
  ["tiff.trailing_bytes", trailingBytes],
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
  ["hdf5.lzf", hdf5Lzf],
  ["hdf5.lz4", hdf5Lz4],
  ["hdf5.bitshuffle", hdf5Bitshuffle],
  ["hdf5.blosc2", hdf5Blosc2],
  ["hdf5.jpeg_ls", jpegLs],
  ["hdf5.nbit", hdf5Nbit],
  ["hdf5.scaleoffset", hdf5ScaleOffset],
  ["hdf5.szip", szip],
  ["hdf5.zfp", hdf5Zfp],
  ["hdf5.zstd_frame", zstdFrame],
  ["n5.lz4", n5Lz4],
  ["n5.strings", n5Strings],
  ["n5.object", n5Object],
  ["lz4.frame", lz4Frame],
]);

/** The built-in codecs and those added by `registerCodec`. To make a separate table, copy it: `new Map(codecTable)`. */
export const codecTable: CodecTable = table;

/** Adds a codec to the default table, or replaces one. */
export function registerCodec(name: string, codec: Codec): void {
  if (typeof codec?.bind !== "function")
    throw new TypeError(`Cannot register codec ${name}: it has no function bind`);
  table.set(name, codec);
  commonCodecs.set(name, codec);
}

/** Whether the default table has a codec of that name. */
export function isKnownCodec(name: string): boolean {
  return table.has(name);
}
