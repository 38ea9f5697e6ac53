/**
 * Codecs as v3 documents spell them, and as this toolkit does.
 *
 * @module
 */

import {
  byteSize,
  type CodecSpec,
  checkOrder,
  type DataType,
  type Json,
  type JsonObject,
} from "@chunkwright/core";
import { canonicalBlosc } from "../blosc-configuration.ts";
import { invalidDocument, shown, unwritableDocument } from "../document-error.ts";
import type { NamedConfiguration } from "./extension.ts";

/** What a codec needs to know of the array that it works on. */
export interface CodedArray {
  readonly dataType: DataType;
  readonly rank: number;
}

/** A codec as a document holds it. */
export type PrintedCodec =
  | { readonly name: string }
  | { readonly name: string; readonly configuration: JsonObject };

/** Codecs that zarr-python also writes as `numcodecs.<name>`, through numcodecs' own classes. */
const SHARED_NAMES = ["blosc", "gzip", "zstd", "crc32c", "bitround"];

/**
 * One codec in its usual spelling. Departures from the specification that documents hold: `endian`, the name that
 * `bytes` had; `"C"` and `"F"` for the order of `transpose`; numcodecs' integers for the shuffle of `blosc`; names
 * such as `numcodecs.zstd` for codecs that v3 has too.
 */
export function canonicalCodec(
  { name, configuration }: NamedConfiguration,
  array: CodedArray,
  key: string,
): CodecSpec {
  const shared = SHARED_NAMES.find((own) => name === `numcodecs.${own}`);
  if (shared && configuration.location !== "start")
    return canonicalCodec({ name: shared, configuration }, array, key);
  switch (name) {
    case "endian":
    case "bytes":
      if (byteSize(array.dataType) === 1) return { name: "bytes" };
      return { name: "bytes", configuration: { ...configuration, endian: configuration.endian ?? "little" } };
    case "transpose":
      return {
        name,
        configuration: { ...configuration, order: transposeOrder(configuration.order, array.rank, key) },
      };
    case "blosc":
      return { name, configuration: canonicalBlosc(configuration, array.dataType) };
    case "zstd":
      return { name, configuration: { level: 0, checksum: false, ...configuration } };
    default:
      return Object.keys(configuration).length === 0 ? { name } : { name, configuration };
  }
}

/** Codecs as a document holds them, every member spelled out. Throws "unsupported" for codecs that are none of Zarr's. */
export function printCodecs(codecs: readonly CodecSpec[], array: CodedArray, key: string): PrintedCodec[] {
  return codecs.map(({ name, configuration = {} }) => {
    if (name.startsWith("tiff.")) throw unwritableDocument(key, `codec ${name}`);
    const codec = canonicalCodec({ name, configuration }, array, key);
    return codec.configuration
      ? { name: codec.name, configuration: codec.configuration }
      : { name: codec.name };
  });
}

/** The axes that `transpose` puts in order. Throws "invalid-data" if they are no order of `rank` axes. */
export function transposeOrder(order: Json | undefined, rank: number, key: string): readonly number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  if (order === "C") return axes;
  if (order === "F") return axes.reverse();
  const numbers = Array.isArray(order) ? order.map(Number) : [];
  try {
    checkOrder(numbers, rank);
    return numbers;
  } catch {
    throw invalidDocument(key, `transpose has the order ${shown(order)}, which is none of ${rank} axes`);
  }
}
