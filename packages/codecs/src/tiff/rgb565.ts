/**
 * `tiff.rgb565`: red, green and blue with 5, 6 and 5 bits in a word, scaled to 8 bits each as tifffile does. TIFF 6.0
 * §8 allows samples of different BitsPerSample without defining their packing. Decodes only.
 *
 * @module
 */

import { type Bytes, type Chunk, dataViewOf, elementCount } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { badConfiguration, checkOptions, choiceOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";

const NAME = "tiff.rgb565";
const SAMPLES = 3;

/** `{ endian }`: little by default. */
export const rgb565: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["endian"]);
    const littleEndian =
      choiceOption(NAME, configuration, "endian", ["little", "big"], "little") === "little";
    if (dataType !== "uint8" || shape.at(-1) !== SAMPLES) {
      throw badConfiguration(NAME, `it gives uint8 with ${SAMPLES} samples, not ${dataType} [${shape}]`);
    }
    const pixels = elementCount(shape) / SAMPLES;
    return {
      encoded: exactly(2 * pixels, 2),
      decode: (encoded): Chunk => ({ dataType, shape, data: unpack(encoded, pixels, littleEndian) }),
      encode: refuseEncoding(NAME),
    };
  },
};

function unpack(bytes: Bytes, pixels: number, littleEndian: boolean): Bytes {
  const view = dataViewOf(bytes);
  const samples = new Uint8Array(SAMPLES * pixels);
  for (let i = 0; i < pixels; i += 1) {
    const word = view.getUint16(2 * i, littleEndian);
    const [red, green, blue] = [word >> 11, (word >> 5) & 63, word & 31];
    // The highest bits are repeated in the lowest, so that all ones stay all ones.
    samples[3 * i] = (red << 3) | (red >> 2);
    samples[3 * i + 1] = (green << 2) | (green >> 4);
    samples[3 * i + 2] = (blue << 3) | (blue >> 2);
  }
  return samples;
}
