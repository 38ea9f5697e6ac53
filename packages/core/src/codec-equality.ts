/**
 * When two codec pipelines decode alike, so that encoded bytes may be stored as they are.
 *
 * @module
 */

import { wordSize } from "./data-type.ts";
import type { ArrayInfo, CodecSpec, DataType, EncodedChunk, Json, JsonObject } from "./types.ts";

/** Codecs whose configuration steers the encoder alone: what it chose stands in the stream, or needs no undoing. */
const ENCODER_ONLY: ReadonlySet<string> = new Set([
  "blosc",
  "gzip",
  "zstd",
  "numcodecs.zlib",
  "numcodecs.lz4",
  "numcodecs.bz2",
  "n5.lz4",
  "hdf5.lz4",
  "bitround",
]);

/** Same data type, full shape and pipelines that decode alike: the bytes may be stored as they are. */
export function canCopy(encoded: EncodedChunk, target: ArrayInfo): boolean {
  return (
    encoded.dataType === target.dataType &&
    jsonEquals(encoded.shape, target.chunkShape) &&
    codecsEqual(encoded.codecs, target.codecs, target.dataType)
  );
}

/** Whether bytes that one pipeline encoded decode to the same elements in the other. */
export function codecsEqual(a: readonly CodecSpec[], b: readonly CodecSpec[], dataType: DataType): boolean {
  return jsonEquals(decodingParts(a, dataType), decodingParts(b, dataType));
}

/** Equal as JSON values: key order does not matter, absent and `undefined` members are the same. */
export function jsonEquals(a: Json | undefined, b: Json | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isJsonArray(a) || isJsonArray(b)) {
    return (
      isJsonArray(a) &&
      isJsonArray(b) &&
      a.length === b.length &&
      a.every((item, i) => jsonEquals(item, b[i]))
    );
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => jsonEquals(member(a, key), member(b, key)));
}

function decodingParts(codecs: readonly CodecSpec[], dataType: DataType): Json[] {
  const parts: Json[] = [];
  for (const { name, configuration = {} } of codecs) {
    if (name === "transpose" && isIdentity(configuration.order)) continue;
    parts.push([name, decoderConfiguration(name, configuration, dataType)]);
  }
  return parts;
}

function decoderConfiguration(name: string, configuration: JsonObject, dataType: DataType): JsonObject {
  if (ENCODER_ONLY.has(name)) return {};
  if (name === "bytes") {
    // Byte order means nothing to one-byte elements; Zarr v3 then allows leaving it out.
    return wordSize(dataType) === 1 ? {} : { endian: configuration.endian ?? "little" };
  }
  return configuration;
}

function isIdentity(order: Json | undefined): boolean {
  return Array.isArray(order) && order.every((axis, i) => axis === i);
}

function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function member(object: Json, key: string): Json | undefined {
  return typeof object === "object" && object !== null && !isJsonArray(object) && Object.hasOwn(object, key)
    ? object[key]
    : undefined;
}
