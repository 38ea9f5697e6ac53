/**
 * The codec table: names as metadata spells them, and what stands behind each.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import { blosc } from "./blosc.ts";
import { bytes } from "./bytes.ts";
import type { Codec } from "./codec.ts";
import { crc32c } from "./crc32c.ts";
import { delta } from "./delta.ts";
import { fillOrder } from "./fill-order.ts";
import { floatPredictor } from "./float-predictor.ts";
import { gzip, zlib } from "./gzip.ts";
import { horizontalDifferencing } from "./horizontal-differencing.ts";
import { jpeg } from "./jpeg.ts";
import { lz4 } from "./lz4.ts";
import { lzw } from "./lzw.ts";
import { packbits } from "./packbits.ts";
import { packedBits } from "./packed-bits.ts";
import { shuffle } from "./shuffle.ts";
import { trailingBytes } from "./trailing-bytes.ts";
import { transpose } from "./transpose.ts";
import { zstd } from "./zstd.ts";

/** Codecs by name: Zarr v3's registered names, `numcodecs.*` for what only numcodecs defines, `tiff.*` for TIFF's. */
export type CodecTable = ReadonlyMap<string, Codec>;

const table = new Map<string, Codec>([
  ["bytes", bytes],
  ["transpose", transpose],
  ["gzip", gzip],
  ["zstd", zstd],
  ["blosc", blosc],
  ["crc32c", crc32c],
  // numcodecs' own names for what is registered too.
  ["numcodecs.gzip", gzip],
  ["numcodecs.zstd", zstd],
  ["numcodecs.blosc", blosc],
  ["numcodecs.zlib", zlib],
  ["numcodecs.lz4", lz4],
  ["numcodecs.shuffle", shuffle],
  ["numcodecs.delta", delta],
  ["tiff.lzw", lzw],
  ["tiff.packbits", packbits],
  ["tiff.fill_order", fillOrder],
  ["tiff.trailing_bytes", trailingBytes],
  ["tiff.horizontal_differencing", horizontalDifferencing],
  ["tiff.float_predictor", floatPredictor],
  ["tiff.packed_bits", packedBits],
  ["tiff.jpeg", jpeg],
]);

/** The built-in codecs and those that `registerCodec` added. A table of one's own: `new Map(codecTable)`. */
export const codecTable: CodecTable = table;

/** Adds a codec to the default table, or replaces one. */
export function registerCodec(name: string, codec: Codec): void {
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
