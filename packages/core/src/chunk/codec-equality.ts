/**
 * When two codec pipelines decode alike, so that encoded bytes may be stored as they are.
 *
 * @module
 */

import { isFixed, wordSize } from "../data-type.ts";
import { jsonEquals } from "../text/json-equals.ts";
import type { ArrayInfo, CodecSpec, DataType, EncodedChunk, Json, JsonObject } from "../types.ts";

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

/** Codecs of elements that leave them the type they have; behind others, bytes may be in an order. */
const KEEPS_TYPE: ReadonlySet<string> = new Set(["transpose", "bitround", "swap_words", "low_bits"]);

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

/** Envelopes of one kind of stream. */
const ENVELOPES: readonly (readonly string[])[] = [["gzip", "numcodecs.zlib"]];

/** Whether bytes that one pipeline encoded become those of the other by changing the envelope of their last codec. */
export function differInEnvelope(
  a: readonly CodecSpec[],
  b: readonly CodecSpec[],
  dataType: DataType,
): boolean {
  const [from, to] = [a.at(-1)?.name ?? "", b.at(-1)?.name ?? ""];
  const isEnvelope = from !== to && ENVELOPES.some((names) => names.includes(from) && names.includes(to));
  return isEnvelope && codecsEqual(a.slice(0, -1), b.slice(0, -1), dataType);
}

function decodingParts(codecs: readonly CodecSpec[], dataType: DataType): Json[] {
  const parts: Json[] = [];
  let isOwnType = true;
  for (const { name, configuration = {} } of codecs) {
    if (name === "transpose" && isIdentity(configuration.order)) continue;
    const hasNoOrder = isOwnType && isFixed(dataType) && wordSize(dataType) === 1;
    parts.push([name, decoderConfiguration(name, configuration, hasNoOrder)]);
    isOwnType &&= KEEPS_TYPE.has(name);
  }
  return parts;
}

function decoderConfiguration(name: string, configuration: JsonObject, hasNoOrder: boolean): JsonObject {
  if (ENCODER_ONLY.has(name)) return {};
  if (name === "bytes") {
    // Byte order means nothing to one-byte elements; Zarr v3 then allows leaving it out.
    return hasNoOrder ? {} : { endian: configuration.endian ?? "little" };
  }
  return configuration;
}

function isIdentity(order: Json | undefined): boolean {
  return Array.isArray(order) && order.every((axis, i) => axis === i);
}
