/**
 * `blosc`: blocks that are shuffled and compressed independently. Blosc 1 chunk format; Zarr v3 blosc codec, version
 * 1.0.
 *
 * @module
 */

import type { JsonObject } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { badOption, checkOptions, choiceOption, integerOption } from "../configuration.ts";
import { decodeBlosc } from "./blosc-decode.ts";
import { COMPRESSORS, encodeBlosc } from "./blosc-encode.ts";

/** Zarr v3's names, in the order of numcodecs' numbers. */
const SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"] as const;
const AUTOSHUFFLE = -1;

/** `{ cname, clevel, shuffle, typesize, blocksize }`; `shuffle` is a name or, as in Zarr v2, a number. */
export const blosc: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions("blosc", configuration, ["cname", "clevel", "shuffle", "typesize", "blocksize"]);
    const typesize = integerOption("blosc", configuration, "typesize", {
      min: 1,
      max: 2 ** 31,
      default: decoded.elementSize,
    });
    const options = {
      typesize,
      cname: choiceOption("blosc", configuration, "cname", COMPRESSORS, "lz4"),
      clevel: integerOption("blosc", configuration, "clevel", { min: 0, max: 9, default: 5 }),
      shuffle: shuffleNumber(configuration, typesize),
      blocksize: integerOption("blosc", configuration, "blocksize", { min: 0, max: 2 ** 31, default: 0 }),
    };
    return {
      encoded: compressed(decoded),
      decode: (encoded, take) => decodeBlosc(encoded, decoded.maxByteLength, take),
      encode: (bytes) => encodeBlosc(bytes, options),
      encodePending: (bytes, take) => encodeBlosc(bytes, options, take),
    };
  },
};

function shuffleNumber(configuration: JsonObject, typesize: number): number {
  const value = configuration.shuffle ?? "shuffle";
  const number = SHUFFLES.findIndex((name, i) => value === name || value === i);
  if (number !== -1) return number;
  if (value === AUTOSHUFFLE) return SHUFFLES.indexOf(typesize === 1 ? "bitshuffle" : "shuffle");
  throw badOption("blosc", "shuffle", value, `one of ${SHUFFLES.join(", ")}`);
}
