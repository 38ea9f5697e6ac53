/**
 * `tiff.eer`: a detector's frame as the run of pixels in front of each electron, and where in its pixel that arrived.
 * Thermo Fisher Scientific, Electron Event Representation 3.0, §4. Decodes only, to whole pixels.
 *
 * @module
 */

import { type Bytes, type Chunk, elementCount, StorageError } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "./codec.ts";
import { badConfiguration, checkOptions, integerOption } from "./configuration.ts";
import { refuseEncoding } from "./decode-only.ts";

const NAME = "tiff.eer";
/** A code and the bits in front of it in its first byte fit into three bytes. */
const MAX_CODE_BITS = 17;

/** `{ skipBits, horizontalBits, verticalBits }`: bits of a run, and of the place in the pixel. Pixels are 1 where an electron was. */
export const eer: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["skipBits", "horizontalBits", "verticalBits"]);
    const skipBits = integerOption(NAME, configuration, "skipBits", { min: 2, max: 15 });
    const horizontalBits = integerOption(NAME, configuration, "horizontalBits", { min: 0, max: 4 });
    const verticalBits = integerOption(NAME, configuration, "verticalBits", { min: 0, max: 4 });
    const placeBits = horizontalBits + verticalBits;
    if (skipBits + placeBits > MAX_CODE_BITS) {
      throw badConfiguration(NAME, `its codes have ${skipBits} and ${placeBits} bits`);
    }
    if (dataType !== "uint8") throw badConfiguration(NAME, `it gives uint8, not ${dataType}`);
    const count = elementCount(shape);
    const maxByteLength = Math.ceil((count * MAX_CODE_BITS) / 8) + 2 ** 16;
    return {
      encoded: { minByteLength: 0, maxByteLength, elementSize: 1 },
      decode: (encoded): Chunk => ({
        dataType,
        shape,
        data: decodeEvents(encoded, count, skipBits, placeBits),
      }),
      encode: refuseEncoding(NAME),
    };
  },
};

/** Codes lie in the bits from the lowest on. */
function decodeEvents(bytes: Bytes, count: number, skipBits: number, placeBits: number): Bytes {
  const pixels = new Uint8Array(count);
  // A run of all ones is one of so many pixels without an electron behind it.
  const longest = 2 ** skipBits - 1;
  const end = 8 * bytes.length;
  let pixel = 0;
  for (let bit = 0; pixel < count; ) {
    const at = bit >>> 3;
    const next = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
    const skip = (next >>> (bit & 7)) & longest;
    bit += skipBits;
    pixel += skip;
    if (bit > end || pixel > count) throw badEvents(pixel, count, bytes);
    if (skip === longest || pixel === count) continue;
    bit += placeBits;
    if (bit > end) throw badEvents(pixel, count, bytes);
    pixels[pixel] = 1;
    pixel += 1;
  }
  return pixels;
}

function badEvents(pixel: number, count: number, { length }: Bytes): StorageError {
  const fact = `its ${length} bytes lead to pixel ${pixel} of ${count}`;
  return new StorageError("invalid-data", `Cannot decode EER: ${fact}`, { format: "EER" });
}
