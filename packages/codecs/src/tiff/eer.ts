/**
 * `tiff.eer`: a detector frame, as the number of pixels before each electron event and the event's position in its
 * pixel. Thermo Fisher Scientific, Electron Event Representation 3.0, §4. Decodes only.
 *
 * @module
 */

import { type Bytes, type Chunk, elementCount, StorageError } from "@chunkwright/core";
import type { ArrayToBytesCodec } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";

const NAME = "tiff.eer";
/** A code, with the bits before it in its first byte, fits into three bytes. */
const MAX_CODE_BITS = 17;

/**
 * `{ skipBits, horizontalBits, verticalBits, superResolution }`: bits of a run and of the position in the pixel;
 * `superResolution` of the latter are decoded, none by default. Pixels are 1 where an electron was detected.
 */
export const eer: ArrayToBytesCodec = {
  kind: "array-to-bytes",
  bind(configuration, { dataType, shape }) {
    checkOptions(NAME, configuration, ["skipBits", "horizontalBits", "verticalBits", "superResolution"]);
    const skipBits = integerOption(NAME, configuration, "skipBits", { min: 2, max: 15 });
    const horizontalBits = integerOption(NAME, configuration, "horizontalBits", { min: 0, max: 4 });
    const verticalBits = integerOption(NAME, configuration, "verticalBits", { min: 0, max: 4 });
    const wanted = integerOption(NAME, configuration, "superResolution", { min: 0, max: 4, default: 0 });
    const placeBits = horizontalBits + verticalBits;
    if (skipBits + placeBits > MAX_CODE_BITS) {
      throw badConfiguration(NAME, `its codes have ${skipBits} and ${placeBits} bits`);
    }
    if (dataType !== "uint8") throw badConfiguration(NAME, `it gives uint8, not ${dataType}`);
    const [rows = 1, columns = 1] = shape.slice(-2);
    const x = placeAlong(horizontalBits, wanted);
    const y = placeAlong(verticalBits, wanted);
    const size = { width: columns / x.parts, height: elementCount(shape.slice(0, -1)) / y.parts };
    if (columns % x.parts !== 0 || rows % y.parts !== 0) {
      throw badConfiguration(NAME, `[${shape}] is not a whole number of pixels of ${y.parts} x ${x.parts}`);
    }
    const count = size.width * size.height;
    const maxByteLength = Math.ceil((count * MAX_CODE_BITS) / 8) + 2 ** 16;
    return {
      encoded: { minByteLength: 0, maxByteLength, elementSize: 1 },
      decode: (encoded): Chunk => ({
        dataType,
        shape,
        data: decodeEvents(encoded, { ...size, skipBits, horizontalBits, placeBits, x, y }),
      }),
      encode: refuseEncoding(NAME),
    };
  },
};

/** How the position in a pixel follows from its bits. */
interface Place {
  /** Number of parts that a pixel is divided into. */
  readonly parts: number;
  /** Number of low bits to be dropped. */
  readonly shift: number;
  /** The sign bit, which is inverted: positions are in two's complement relative to the middle. */
  readonly middle: number;
}

function placeAlong(bits: number, wanted: number): Place {
  const kept = Math.min(bits, wanted);
  return { parts: 2 ** kept, shift: bits - kept, middle: kept === 0 ? 0 : 2 ** (bits - 1) };
}

interface Events {
  readonly width: number;
  readonly height: number;
  readonly skipBits: number;
  readonly horizontalBits: number;
  readonly placeBits: number;
  readonly x: Place;
  readonly y: Place;
}

/** Codes are stored least significant bit first. */
function decodeEvents(
  bytes: Bytes,
  { width, height, skipBits, horizontalBits, placeBits, x, y }: Events,
): Bytes {
  const count = width * height;
  const isWhole = x.parts === 1 && y.parts === 1;
  const pixels = new Uint8Array(count * x.parts * y.parts);
  // A run of all ones is not followed by an electron.
  const longest = 2 ** skipBits - 1;
  const end = 8 * bytes.length;
  let pixel = 0;
  for (let bit = 0; pixel < count; ) {
    const at = bit >>> 3;
    const next = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)) >>> (bit & 7);
    const skip = next & longest;
    bit += skipBits;
    pixel += skip;
    if (bit > end || pixel > count) throw badEvents(pixel, count, bytes);
    if (skip === longest || pixel === count) continue;
    bit += placeBits;
    if (bit > end) throw badEvents(pixel, count, bytes);
    if (isWhole) pixels[pixel] = 1;
    else {
      const place = next >>> skipBits;
      const column = (pixel % width) * x.parts + partOf(place, horizontalBits, x);
      const row =
        Math.floor(pixel / width) * y.parts + partOf(place >>> horizontalBits, placeBits - horizontalBits, y);
      pixels[row * width * x.parts + column] = 1;
    }
    pixel += 1;
  }
  return pixels;
}

function partOf(place: number, bits: number, { shift, middle, parts }: Place): number {
  return parts === 1 ? 0 : ((place & (2 ** bits - 1)) ^ middle) >>> shift;
}

function badEvents(pixel: number, count: number, { length }: Bytes): StorageError {
  const fact = `its ${length} bytes lead to pixel ${pixel} of ${count}`;
  return new StorageError("invalid-data", `Cannot decode EER: ${fact}`, { format: "EER" });
}
