/**
 * Blosc's configuration, which numcodecs and v3 spell differently.
 *
 * @module
 */

import { byteSize, type DataType, isFixed, type JsonObject } from "@chunkwright/core";

/** v3's names for numcodecs' shuffle codes 0, 1 and 2. Zarr v3 codecs, "Blosc codec". */
const SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"];

/**
 * The configuration in v3's spelling, with every member. Defaults are those of numcodecs, whose shuffle -1 shuffles
 * the bits of one-byte elements and the bytes of longer ones. All of this concerns only the encoder.
 */
export function canonicalBlosc(configuration: JsonObject, dataType: DataType): JsonObject {
  // Elements of variable length become bytes.
  const typesize = isFixed(dataType) ? byteSize(dataType) : 1;
  const { shuffle = 1 } = configuration;
  const code = shuffle === -1 ? (typesize === 1 ? 2 : 1) : shuffle;
  const named = typeof code === "number" ? (SHUFFLES[code] ?? code) : code;
  return { cname: "lz4", clevel: 5, typesize, blocksize: 0, ...configuration, shuffle: named };
}

/** The configuration in numcodecs' spelling. It takes the element size from the array. */
export function numcodecsBlosc(configuration: JsonObject, dataType: DataType): JsonObject {
  const { typesize: _, shuffle, ...rest } = canonicalBlosc(configuration, dataType);
  return { ...rest, shuffle: SHUFFLES.indexOf(String(shuffle)) };
}
