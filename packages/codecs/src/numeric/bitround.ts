/**
 * `bitround`: rounds away the last bits of each mantissa, so that later codecs compress better. Zarr v3 bitround codec;
 * numcodecs 0.16, "BitRound".
 *
 * @module
 */

import { bytesOf, type Chunk, type DataType, StorageError } from "@chunkwright/core";
import type { ArrayToArrayCodec } from "../codec.ts";
import { badConfiguration, checkOptions, integerOption } from "../configuration.ts";

const NAME = "bitround";
/** Bits of a mantissa as stored. IEEE 754-2019 §3.6. */
const MANTISSA_BITS: Partial<Record<DataType, number>> = { float16: 10, float32: 23, float64: 52 };

/**
 * `{ keepbits }`. Decoding changes nothing and so accepts integers too, which zarrs rounds; encoding only takes floats.
 */
export const bitround: ArrayToArrayCodec = {
  kind: "array-to-array",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["keepbits"]);
    const { dataType } = decoded;
    const mantissaBits = MANTISSA_BITS[dataType];
    const keepbits = integerOption(NAME, configuration, "keepbits", { min: 0, max: mantissaBits ?? 64 });
    if (dataType === "bool" || dataType.startsWith("complex")) {
      throw badConfiguration(NAME, `it has no meaning for ${dataType} elements`);
    }
    return {
      encoded: decoded,
      decode: (chunk) => chunk,
      encode(chunk) {
        if (mantissaBits === undefined) {
          throw new StorageError(
            "unsupported",
            `Cannot encode ${NAME}: ${dataType} elements are only decoded`,
            {
              format: NAME,
              feature: `encoding ${dataType}`,
            },
          );
        }
        return keepbits === mantissaBits ? chunk : round(chunk, mantissaBits - keepbits);
      },
    };
  },
};

/** Rounds the bit patterns, as integers, to the nearest that ends in `dropped` zeroes, ties to even. In place. */
function round(chunk: Chunk, dropped: number): Chunk {
  const { buffer, byteOffset, byteLength } = bytesOf(chunk.data);
  if (chunk.dataType === "float64") {
    const shift = BigInt(dropped);
    const half = (1n << (shift - 1n)) - 1n;
    const words = new BigUint64Array(buffer, byteOffset, byteLength / 8);
    for (let i = 0; i < words.length; i += 1) {
      const word = words[i]!;
      words[i] = ((word + ((word >> shift) & 1n) + half) >> shift) << shift;
    }
    return chunk;
  }
  const words =
    chunk.dataType === "float32"
      ? new Uint32Array(buffer, byteOffset, byteLength / 4)
      : new Uint16Array(buffer, byteOffset, byteLength / 2);
  const half = (1 << (dropped - 1)) - 1;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    words[i] = ((word + ((word >>> dropped) & 1) + half) >>> dropped) << dropped;
  }
  return chunk;
}
