/**
 * `numcodecs.lzma`: .xz and .lzma files, and chains of filters without any. The .xz File Format 1.2.0; "LZMA
 * specification" (Pavlov, 2015); numcodecs 0.16, "LZMA".
 *
 * @module
 */

import { type Bytes, isJsonArray, isJsonObject, type JsonObject, StorageError } from "@chunkwright/core";
import { type BytesToBytesCodec, compressed } from "../codec.ts";
import { badOption, checkOptions, integerOption } from "../configuration.ts";
import { refuseEncoding } from "../decode-only.ts";
import { decodeFilters, FILTER_DELTA, FILTER_LZMA2, type LzmaFilters, refuseFilter } from "./lzma-filters.ts";
import { CHECK_CRC64, decodeXz, isXz } from "./xz.ts";
import { encodeXz } from "./xz-encode.ts";

const NAME = "numcodecs.lzma";

/** Formats by their numbers in Python's lzma module. */
const FORMATS = ["auto", "xz", "alone", "raw"] as const;
const FORMAT_XZ = 1;

/** Python's number, 2^62 + 1, as JavaScript reads it. */
const FILTER_LZMA1 = 2 ** 62;

/**
 * `{ format, check, preset, filters }`; for decoding only raw data need `filters`. Encodes only .xz, with LZMA2 and the
 * same effort for every preset.
 */
export const lzma: BytesToBytesCodec = {
  kind: "bytes-to-bytes",
  bind(configuration, decoded) {
    checkOptions(NAME, configuration, ["format", "check", "preset", "filters"]);
    const number = integerOption(NAME, configuration, "format", { min: 0, max: 3, default: FORMAT_XZ });
    const room = decoded.maxByteLength;
    const encode =
      number === FORMAT_XZ ? encoder(configuration) : refuseEncoding(`${NAME} in format ${number}`);
    return { encoded: compressed(decoded), decode: decoder(), encode };

    function decoder(): (encoded: Bytes) => Promise<Bytes> {
      switch (FORMATS[number]!) {
        case "auto":
          return (encoded) => (isXz(encoded) ? decodeXz(encoded, room) : decodeAlone(encoded, room));
        case "xz":
          return (encoded) => decodeXz(encoded, room);
        case "alone":
          return (encoded) => decodeAlone(encoded, room);
        case "raw": {
          const filters = filtersOf(configuration);
          return (encoded) => decodeFilters(encoded, filters, room);
        }
      }
    }
  },
};

/** Python's number for the default check of a format. */
const CHECK_DEFAULT = -1;

function encoder({ check, filters }: JsonObject): (bytes: Bytes) => Promise<Bytes> {
  if (filters !== undefined && filters !== null) return refuseEncoding(`${NAME} with filters`);
  const checkId = check === undefined || check === null || check === CHECK_DEFAULT ? CHECK_CRC64 : check;
  if (typeof checkId !== "number") throw badOption(NAME, "check", check, "a number");
  return (bytes) => encodeXz(bytes, checkId);
}

const ALONE_HEADER_BYTES = 13;
const UNKNOWN_SIZE = 2n ** 64n - 1n;

/**
 * A .lzma file. "LZMA specification", "LZMA header".
 *   0  1  properties
 *   1  4  size of the dictionary
 *   5  8  size of the content, all bits set if it ends with a marker
 */
async function decodeAlone(bytes: Bytes, maxByteLength: number): Promise<Bytes> {
  if (bytes.byteLength < ALONE_HEADER_BYTES)
    throw badData(`${bytes.byteLength} bytes are too few for a header`);
  const size = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(5, true);
  const isKnown = size !== UNKNOWN_SIZE;
  if (isKnown && size > maxByteLength) throw badData(`it says that it holds ${size} bytes`);
  // With room for one more byte, content of unknown size has to end with its marker.
  const room = isKnown ? Number(size) : maxByteLength + 1;
  const filters = { deltas: [], properties: bytes[0]! };
  const content = await decodeFilters(bytes.subarray(ALONE_HEADER_BYTES), filters, room);
  if (isKnown && content.byteLength < room)
    throw badData(`it ends after ${content.byteLength} of ${size} bytes`);
  if (content.byteLength > maxByteLength) throw badData(`it holds more than ${maxByteLength} bytes`);
  return content;
}

/** The filters of raw data, from Python's dictionaries. */
function filtersOf({ filters }: JsonObject): LzmaFilters {
  const list = isJsonArray(filters) ? filters.filter(isJsonObject) : [];
  const last = list.at(-1);
  if (!isJsonArray(filters) || list.length < filters.length || !last) {
    throw badOption(NAME, "filters", filters, "a list of filters, which raw data need");
  }
  const deltas = list.slice(0, -1).map((filter) => {
    if (filter.id !== FILTER_DELTA) refuseFilter(Number(filter.id));
    return integerOption(NAME, filter, "dist", { min: 1, max: 256, default: 1 });
  });
  if (last.id === FILTER_LZMA2) return { deltas };
  if (last.id !== FILTER_LZMA1) refuseFilter(Number(last.id));
  const lc = integerOption(NAME, last, "lc", { min: 0, max: 4, default: 3 });
  const lp = integerOption(NAME, last, "lp", { min: 0, max: 4, default: 0 });
  const pb = integerOption(NAME, last, "pb", { min: 0, max: 4, default: 2 });
  return { deltas, properties: (pb * 5 + lp) * 9 + lc };
}

function badData(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot decode .lzma: ${fact}`, { format: "lzma" });
}
