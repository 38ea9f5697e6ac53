/**
 * `tiff.sgilog24`: 10 bits of luminance and 14 of chromaticity in three bytes per pixel. G. Ward Larson, "LogLuv
 * encoding for full-gamut, high-dynamic range images" (1998); TIFF compression 34677 as libtiff 4.7 reads it. Decodes
 * only.
 *
 * @module
 */

import { type Bytes, type Chunk, elementCount } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { badConfiguration, checkOptions } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { COUNTS, FIRST_V, SQUARE, STARTS } from "./sgilog24-gamut.ts";

const NAME = "tiff.sgilog24";

/** No options. int16 arrays `[..., y, x, 3]`, as for `tiff.sgilog`. */
export const sgilog24: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, []);
    if (dataType !== "int16" || shape.length < 3 || shape.at(-1) !== 3) {
      throw badConfiguration(NAME, `it is for int16 [y, x, 3], not ${dataType} [${shape}]`);
    }
    return {
      encoded: exactly(elementCount(shape), 1),
      decode: (encoded) => ({ dataType, shape, data: decodeSgilog24(encoded) }) as Chunk,
      encode: refuseEncoding(NAME),
    };
  },
};

/** A pixel: 10 bits of luminance, 64 log2(Y) + 12 * 64, then the number of its square in the gamut. */
function decodeSgilog24(bytes: Bytes): Int16Array {
  const data = new Int16Array(bytes.byteLength);
  const chromaticities = gamut();
  for (let at = 0; at < data.length; at += 3) {
    const word = 65536 * bytes[at]! + 256 * bytes[at + 1]! + bytes[at + 2]!;
    const square = word & 0x3fff;
    data[at] = luminance(word);
    data[at + 1] = chromaticities[2 * square]!;
    data[at + 2] = chromaticities[2 * square + 1]!;
  }
  return data;
}

/** The luminance as 256 log2(Y) + 64 * 256. As in libtiff, the lowest of the surplus bits is kept. */
function luminance(word: number): number {
  return ((word >>> 12) & 0xffd) + 13314;
}

let known: Int16Array | undefined;

/** u' and v' of every square's centre, in units of 2^-15; equal-energy white for unused numbers. */
function gamut(): Int16Array {
  if (known) return known;
  const unit = 2 ** 15;
  const table = new Int16Array(2 * 0x4000);
  for (let i = 0; i < table.length; i += 2) table.set([(4 / 19) * unit, (9 / 19) * unit], i);
  let square = 0;
  for (const [row, count] of COUNTS.entries()) {
    const v = FIRST_V + (row + 0.5) * SQUARE;
    for (let i = 0; i < count; i += 1, square += 1) {
      const u = STARTS[row]! / 1e6 + (i + 0.5) * SQUARE;
      table.set([Math.trunc(u * unit), Math.trunc(v * unit)], 2 * square);
    }
  }
  known = table;
  return table;
}
