/**
 * `blosc`: blocks, shuffled and compressed one by one. Blosc 1 chunk format; Zarr v3 blosc codec, version 1.0.
 *
 * @module
 */

import { type Bytes, type JsonObject, StorageError } from "@chunkwright/core";
import { BLOSC_HEADER_BYTES, parseBloscHeader } from "./blosc-header.ts";
import { type BytesToBytesCodec, compressed } from "./codec.ts";
import { badOption, checkOptions, choiceOption, integerOption } from "./configuration.ts";
import { numcodecsDecode, numcodecsEncode } from "./numcodecs-engine.ts";

const COMPRESSORS = ["blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd"] as const;
/** Zarr v3's names, in the order of numcodecs' numbers. */
const SHUFFLES = ["noshuffle", "shuffle", "bitshuffle"] as const;
const AUTOSHUFFLE = -1;

/** `{ cname, clevel, shuffle, typesize, blocksize }`; `shuffle` by name or, as Zarr v2 has it, by number. */
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
      cname: choiceOption("blosc", configuration, "cname", COMPRESSORS, "lz4"),
      clevel: integerOption("blosc", configuration, "clevel", { min: 0, max: 9, default: 5 }),
      shuffle: shuffleNumber(configuration, typesize),
      blocksize: integerOption("blosc", configuration, "blocksize", { min: 0, max: 2 ** 31, default: 0 }),
    };
    return {
      encoded: compressed(decoded),
      decode: (encoded) => decodeBlosc(encoded, decoded.maxByteLength),
      // The engine knows no typesize but 4: legal, readable everywhere, and for other types not as small as could be.
      encode: (bytes) => numcodecsEncode("blosc", bytes, options),
    };
  },
};

function shuffleNumber(configuration: JsonObject, typesize: number): number {
  const value = configuration.shuffle ?? "shuffle";
  if (value === AUTOSHUFFLE) return SHUFFLES.indexOf(typesize === 1 ? "bitshuffle" : "shuffle");
  const number = typeof value === "number" ? value : SHUFFLES.findIndex((name) => name === value);
  if (SHUFFLES[number] === undefined)
    throw badOption("blosc", "shuffle", value, `one of ${SHUFFLES.join(", ")}`);
  return number;
}

async function decodeBlosc(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  const { nbytes, cbytes, isMemcpyed } = parseBloscHeader(bytes);
  if (nbytes > maxByteLength) throw badData(`it holds ${nbytes} bytes, ${maxByteLength} are wanted at most`);
  if (nbytes === 0) return new Uint8Array(0);
  if (isMemcpyed) return bytes.subarray(BLOSC_HEADER_BYTES, BLOSC_HEADER_BYTES + nbytes);
  const decoded = await numcodecsDecode("blosc", bytes.subarray(0, cbytes));
  if (decoded.byteLength !== nbytes) {
    throw badData(`it gave ${decoded.byteLength} bytes, its header says ${nbytes}`);
  }
  return decoded;
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode blosc: ${fact}`, { format: "blosc" });
}
