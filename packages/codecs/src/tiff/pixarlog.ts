/**
 * `tiff.pixarlog`: 11-bit logarithms of samples, differenced along rows, in a zlib stream. libtiff 4.7, tif_pixarlog.c;
 * there is no specification. (For one sample per pixel its decoder fails to add the first sample to the second, unlike
 * its encoder.) Decodes only.
 *
 * @module
 */

import { byteSize, type Chunk, createChunk, dataViewOf, elementCount } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { badConfiguration, checkOptions, choiceOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { rowsOf } from "./rows.ts";

const NAME = "tiff.pixarlog";
const CODES = 2048;
const CODE_MASK = CODES - 1;
/** The code of 1.0, and the ratio of each code to the one before it. */
const ONE = 1250;
const RATIO = 1.004;

const LARGEST: { readonly [dataType: string]: number } = { uint8: 255, uint16: 65535 };

/**
 * `{ axis, endian }`: `axis` as for `rowsOf`, `endian` of the 16-bit words. Elements are float32, or uint8 or uint16
 * whose largest value stands for 1.0 and more.
 */
export const pixarlog: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["axis", "endian"]);
    if (dataType !== "uint8" && dataType !== "uint16" && dataType !== "float32") {
      throw badConfiguration(NAME, `its samples are uint8, uint16 or float32, not ${dataType}`);
    }
    const littleEndian =
      choiceOption(NAME, configuration, "endian", ["little", "big"], "little") === "little";
    const rows = rowsOf(NAME, configuration, shape);
    return {
      encoded: exactly(2 * elementCount(shape), byteSize(dataType)),
      decode(encoded) {
        const words = dataViewOf(encoded);
        const values = table(LARGEST[dataType]);
        const chunk = createChunk(dataType, shape);
        const data = chunk.data as Uint8Array | Uint16Array | Float32Array;
        const codes = new Uint16Array(rows.length);
        for (let row = 0; row < rows.count; row += 1) {
          for (let i = 0; i < rows.length; i += 1) {
            const at = row * rows.length + i;
            const word = words.getUint16(2 * at, littleEndian);
            codes[i] = (word + (i >= rows.stride ? codes[i - rows.stride]! : 0)) & CODE_MASK;
            data[at] = values[codes[i]!]!;
          }
        }
        return chunk as Chunk;
      },
      encode: refuseEncoding(NAME),
    };
  },
};

/** The value of each code: linear steps as long as logarithmic steps would be smaller. */
function table(largest: number | undefined): Float32Array {
  const even = Math.floor(1 / Math.log(RATIO));
  const slope = 1 / even;
  const start = Math.exp(-slope * ONE);
  const values = Float32Array.from({ length: CODES }, (_, code) =>
    code < even ? code * start * slope * Math.E : start * Math.exp(slope * code),
  );
  if (largest === undefined) return values;
  return values.map((value) => Math.min(largest, Math.floor(value * largest + 0.5)));
}
