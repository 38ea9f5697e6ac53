/**
 * `tiff.sgilog`: high dynamic range luminance, with or without chromaticity, run-length coded in byte planes.
 * G. Ward Larson, "LogLuv encoding for full-gamut, high-dynamic range images" (1998); TIFF compression 34676 as libtiff
 * 4.7 reads it. Decodes only.
 *
 * @module
 */

import { type Bytes, bytesOf, type Chunk, elementCount, StorageError, viewElements } from "@chunkwright/core";
import { type ArrayToBytesCodec, compressed, exactly } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";

const NAME = "tiff.sgilog";

/**
 * int16 arrays, or their bits as uint16: `[..., y, x]` are logarithms of luminance, 256 log2(Y) + 64 * 256 with their
 * sign; `[..., y, x, 3]` also have CIE u' and v', in units of 2^-15. `{ samples }`: 1 or 3, which the shape tells only of
 * arrays of two or three axes.
 */
export const sgilog: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["samples"]);
    const samples = integerOption(NAME, configuration, "samples", {
      min: 1,
      max: 3,
      default: shape.length === 3 ? 3 : 1,
    });
    const width = shape.at(samples === 1 ? -1 : -2);
    if (
      (dataType !== "int16" && dataType !== "uint16") ||
      shape.length < 2 ||
      width === undefined ||
      (samples !== 1 && shape.at(-1) !== 3)
    ) {
      throw badConfiguration(NAME, `it is for int16 [y, x] and [y, x, 3], not ${dataType} [${shape}]`);
    }
    const rows = elementCount(shape.slice(0, samples === 1 ? -1 : -2));
    return {
      encoded: compressed(exactly(2 * elementCount(shape), 2)),
      decode(encoded) {
        const planes = samples === 1 ? 2 : 4;
        const words = joinPlanes(encoded, rows, width, planes);
        const data = samples === 1 ? Int16Array.from(words) : splitLuv(words);
        return { dataType, shape, data: viewElements(dataType, bytesOf(data)) } as Chunk;
      },
      encode: refuseEncoding(NAME),
    };
  },
};

/** A length byte of at least this starts a run, whose length is at least two. */
const RUN = 128;
const SHORTEST_RUN = 2;

/** Each row's words, their bytes in planes, most significant first; each plane is runs and literals. */
function joinPlanes(bytes: Bytes, height: number, width: number, planes: 2 | 4): Uint32Array {
  const words = new Uint32Array(height * width);
  let from = 0;
  for (let y = 0; y < height; y += 1) {
    const end = (y + 1) * width;
    for (let shift = 8 * (planes - 1); shift >= 0; shift -= 8) {
      for (let to = y * width; to < end; ) {
        const length = bytes[from++];
        if (length === undefined) throw badData(`row ${y} is not all there`);
        const isRun = length >= RUN;
        const count = isRun ? length - RUN + SHORTEST_RUN : length;
        const stored = isRun ? 1 : count;
        if (count === 0 || from + stored > bytes.byteLength) throw badData(`row ${y} is not all there`);
        // Bytes beyond the end of the row are dropped.
        const taken = Math.min(count, end - to);
        for (let i = 0; i < taken; i += 1)
          words[to + i] = words[to + i]! | (bytes[from + (isRun ? 0 : i)]! << shift);
        from += stored;
        to += taken;
      }
    }
  }
  return words;
}

/** Steps of u' and v' per unit in 32-bit words: 16 bits of luminance, 8 of each. */
const UV_SCALE = 410;

function splitLuv(words: Uint32Array): Int16Array<ArrayBuffer> {
  const data = new Int16Array(3 * words.length);
  const chromaticity = (step: number) => Math.trunc(((step + 0.5) / UV_SCALE) * 2 ** 15);
  for (const [i, word] of words.entries()) {
    data[3 * i] = word >>> 16;
    data[3 * i + 1] = chromaticity((word >>> 8) & 255);
    data[3 * i + 2] = chromaticity(word & 255);
  }
  return data;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode LogLuv: ${fact}`, { format: "tiff" });
}
