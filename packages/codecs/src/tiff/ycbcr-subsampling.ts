/**
 * `tiff.ycbcr_subsampling`: expands YCbCr data units, whose pixels share their chroma, without converting to RGB. TIFF
 * 6.0 §21, "Ordering of Component Samples". Decodes only.
 *
 * @module
 */

import { type Bytes, type Chunk, elementCount } from "@chunkwright/core";
import { type ArrayToBytesCodec, exactly } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";

const NAME = "tiff.ycbcr_subsampling";

/** `{ horizontal, vertical }`: size of a data unit in pixels, 1, 2 or 4 each; for arrays `[y, x, 3]`, with axes of length 1 before. */
export const ycbcrSubsampling: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["horizontal", "vertical"]);
    const horizontal = integerOption(NAME, configuration, "horizontal", { min: 1, max: 4 });
    const vertical = integerOption(NAME, configuration, "vertical", { min: 1, max: 4 });
    const [height, width, samples] = shape.slice(-3);
    const isPixels = samples === 3 && elementCount(shape.slice(0, -3)) === 1;
    if (dataType !== "uint8" || height === undefined || width === undefined || !isPixels) {
      throw badConfiguration(NAME, `it is for uint8 [y, x, 3], not ${dataType} [${shape}]`);
    }
    const units = { height, width, horizontal, vertical };
    return {
      encoded: exactly(unitsByteLength(units), 1),
      decode: (encoded) => ({ dataType, shape, data: spread(encoded, units) }) as Chunk,
      encode: refuseEncoding(NAME),
    };
  },
};

interface Units {
  readonly height: number;
  readonly width: number;
  readonly horizontal: number;
  readonly vertical: number;
}

/** Units at the edges are whole. */
function unitsByteLength({ height, width, horizontal, vertical }: Units): number {
  const count = Math.ceil(height / vertical) * Math.ceil(width / horizontal);
  return count * (horizontal * vertical + 2);
}

/** A unit: its Y samples row by row, then Cb, then Cr. */
function spread(bytes: Bytes, { height, width, horizontal, vertical }: Units): Bytes {
  const pixels = new Uint8Array(elementCount([height, width, 3]));
  const unitBytes = horizontal * vertical + 2;
  const unitsAcross = Math.ceil(width / horizontal);
  for (let y = 0, to = 0; y < height; y += 1) {
    const firstUnit = Math.floor(y / vertical) * unitsAcross;
    const row = (y % vertical) * horizontal;
    for (let x = 0; x < width; x += 1, to += 3) {
      const unit = (firstUnit + Math.floor(x / horizontal)) * unitBytes;
      pixels[to] = bytes[unit + row + (x % horizontal)]!;
      pixels[to + 1] = bytes[unit + unitBytes - 2]!;
      pixels[to + 2] = bytes[unit + unitBytes - 1]!;
    }
  }
  return pixels;
}
