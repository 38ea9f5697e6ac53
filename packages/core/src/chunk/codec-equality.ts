/**
 * Whether two codec pipelines decode the same way, so that encoded bytes can be copied between them.
 *
 * @module
 */

import { isFixed, wordSize } from "../data-type.ts";
import { jsonEquals } from "../text/json-equals.ts";
import type { ArrayInfo, CodecSpec, DataType, EncodedChunk, Json, JsonObject } from "../types.ts";

/** Codecs whose configuration affects the encoder only: the stream states what a decoder needs. */
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

/**
 * Array-to-array codecs that keep the data type. After any other the type is unknown here, and may have a byte order.
 */
const KEEPS_TYPE: ReadonlySet<string> = new Set(["transpose", "bitround", "swap_words", "low_bits"]);

/** Whether the bytes can be stored in `target` unchanged: same data type, full chunk shape, equivalent pipelines. */
export function canCopy(encoded: EncodedChunk, target: ArrayInfo): boolean {
  return (
    encoded.dataType === target.dataType &&
    jsonEquals(encoded.shape, target.chunkShape) &&
    codecsEqual(encoded.codecs, target.codecs, target.dataType)
  );
}

/** Whether bytes that one pipeline encoded decode to the same elements with the other. */
export function codecsEqual(a: readonly CodecSpec[], b: readonly CodecSpec[], dataType: DataType): boolean {
  return jsonEquals(decodingParts(a, dataType), decodingParts(b, dataType));
}

/** Codecs that wrap the same kind of stream in different envelopes. */
const ENVELOPES: readonly (readonly string[])[] = [["gzip", "numcodecs.zlib"]];

/** Whether bytes of pipeline `a` become those of `b` by replacing the envelope of their last codec. */
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
    // One-byte elements have no byte order; Zarr v3 then allows leaving it out.
    return hasNoOrder ? {} : { endian: configuration.endian ?? "little" };
  }
  return configuration;
}

function isIdentity(order: Json | undefined): boolean {
  return Array.isArray(order) && order.every((axis, i) => axis === i);
}
