/**
 * Codecs as v3 documents spell them, and as this toolkit does.
 *
 * @module
 */

import {
  type CodecSpec,
  checkOrder,
  isFixed,
  isNumeric,
  type Json,
  type JsonObject,
  jsonEquals,
  showJson,
  wordSize,
} from "@chunkwright/core";
import { canonicalBlosc } from "../document/blosc-configuration.ts";
import { invalidDocument, unwritableDocument } from "../document/document-error.ts";
import { hasLongWords } from "../element/element-format.ts";
import type { ElementType } from "../element/element-type.ts";
import { smallFloatFormat } from "../element/small-float.ts";
import { swappedWords, swapWords } from "../element/word-order.ts";
import type { NamedConfiguration } from "./extension.ts";
import { parseJpeg, printJpeg } from "./jpeg-codec.ts";

/** What a codec needs to know of the array that it works on. */
export interface CodedArray {
  readonly type: ElementType;
  readonly rank: number;
}

/** A codec as a document holds it. */
export type PrintedCodec =
  | { readonly name: string }
  | { readonly name: string; readonly configuration: JsonObject };

/** Codecs that zarr-python also writes as `numcodecs.<name>`, through numcodecs' own classes. */
const SHARED_NAMES = ["blosc", "gzip", "zstd", "crc32c", "bitround"];
/** Codecs of elements that leave their type as it is. */
const KEEPS_TYPE = ["transpose", "bitround", "swap_words", "low_bits"];

/**
 * The codecs of a pipeline in their canonical spelling, with those that set the byte order of raw elements.
 * Departures from the specification that are found in documents: `endian`, the name that `bytes` had; `"C"` and `"F"`
 * for the order of `transpose`; numcodecs' integers for the shuffle of `blosc`; names such as `numcodecs.zstd` for
 * codecs that v3 has too.
 */
export function canonicalCodecs(
  codecs: readonly NamedConfiguration[],
  array: CodedArray,
  key: string,
): CodecSpec[] {
  let isOwnType = true;
  return codecs.flatMap((codec) => {
    const canonical = canonicalCodec(codec, array, key);
    if (canonical.name === "bytes") return serializers(canonical, array.type, isOwnType);
    if (canonical.name === "packbits") return [packbits(canonical, array.type)];
    isOwnType &&= KEEPS_TYPE.includes(canonical.name);
    return [canonical];
  });
}

function canonicalCodec(
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
      return { name: "bytes", configuration };
    case "transpose":
      return {
        name,
        configuration: { ...configuration, order: transposeOrder(configuration.order, array.rank, key) },
      };
    case "blosc":
      return { name, configuration: canonicalBlosc(configuration, array.type.dataType) };
    case "zstd":
      return { name, configuration: { level: 0, checksum: false, ...configuration } };
    case "gzip":
      // Required, although only encoders use it: TIFF does not say at which level its chunks were deflated.
      return { name, configuration: { level: 6, ...configuration } };
    default:
      return (
        parseJpeg(name, configuration) ??
        (Object.keys(configuration).length === 0 ? { name } : { name, configuration })
      );
  }
}

/**
 * `bytes` and what it needs for types that core does not carry as numbers. A missing byte order is the little one, as
 * zarr-python has it for records.
 */
function serializers({ configuration = {} }: CodecSpec, type: ElementType, isOwnType: boolean): CodecSpec[] {
  const { dataType, format, bits } = type;
  const { endian = "little" } = configuration;
  if (!isOwnType || !format) return [{ name: "bytes", configuration: { ...configuration, endian } }];
  const settled: CodecSpec[] = bits === undefined ? [] : [{ name: "low_bits", configuration: { bits } }];
  if (isNumeric(dataType) && wordSize(dataType) > 1) {
    return [{ name: "bytes", configuration: { ...configuration, endian } }];
  }
  const isSwapped = !isNumeric(dataType) && endian === "big" && hasLongWords(format.words);
  return [...settled, ...swapWords(isSwapped ? format.words : []), { name: "bytes" }];
}

/** Elements of fewer than eight bits take as many bits as they have, and so do the parts of complex raw ones. */
function packbits({ name, configuration }: CodecSpec, { bits, logicalType }: ElementType): CodecSpec {
  const part = smallFloatFormat(logicalType?.name.replace(/^complex_/, "") ?? "");
  const stored = bits ?? part?.bits;
  if (stored === undefined) return configuration ? { name, configuration } : { name };
  const component = part && { component_bits: part.format.byteLength * 8 };
  return { name, configuration: { first_bit: 0, last_bit: stored - 1, ...configuration, ...component } };
}

/** The element type tells readers the size of its components. */
function withoutComponent({ component_bits: _, ...configuration }: JsonObject): JsonObject {
  return configuration;
}

/** Whether documents have a name for a codec; of other formats' private codecs only JPEG has one, in most colors. */
export function hasZarrName(codec: CodecSpec): boolean {
  return printJpeg(codec) !== undefined || !/^(?:tiff|hdf5|n5)\./.test(codec.name);
}

/** Codecs as a document spells them, with every member. Throws "unsupported" for codecs that Zarr does not have. */
export function printCodecs(codecs: readonly CodecSpec[], array: CodedArray, key: string): PrintedCodec[] {
  const { dataType, format } = array.type;
  const swaps = swappedWords(codecs);
  if (swaps.length > 0 && !jsonEquals(swaps, format?.words)) {
    throw unwritableDocument(key, "a record with words of either byte order");
  }
  const needsOrder = isFixed(dataType) && !isNumeric(dataType) && hasLongWords(format?.words ?? []);
  const endian = swaps.length > 0 ? "big" : "little";
  const stated = codecs
    .filter(({ name }) => name !== "swap_words" && name !== "low_bits")
    .map((codec) => {
      if (!hasZarrName(codec)) throw unwritableDocument(key, `codec ${codec.name}`);
      const { name, configuration = {} } = printJpeg(codec) ?? codec;
      if (name === "packbits") return { name, configuration: withoutComponent(configuration) };
      return { name, configuration: name === "bytes" && needsOrder ? { endian } : configuration };
    });
  return stated.map((codec) => {
    if (parseJpeg(codec.name, codec.configuration)) return codec;
    const { name, configuration = {} } = canonicalCodec(codec, array, key);
    if (name === "bytes" && isFixed(dataType) && isNumeric(dataType) && wordSize(dataType) > 1) {
      return { name, configuration: { endian: "little", ...configuration } };
    }
    // For floats, zarr-python knows it only by numcodecs' name; others know both.
    if (name === "bitround" && dataType.startsWith("float"))
      return { name: `numcodecs.${name}`, configuration };
    // zarr-python requires a configuration for numcodecs' codecs, even an empty one.
    const isBare = Object.keys(configuration).length === 0 && !name.startsWith("numcodecs.");
    return isBare ? { name } : { name, configuration };
  });
}

/** The axes that `transpose` puts in order. Throws "invalid-data" if they do not order `rank` axes. */
export function transposeOrder(order: Json | undefined, rank: number, key: string): readonly number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  if (order === "C") return axes;
  if (order === "F") return axes.reverse();
  const numbers = Array.isArray(order) ? order.map(Number) : [];
  try {
    checkOrder(numbers, rank);
    return numbers;
  } catch {
    throw invalidDocument(
      key,
      `transpose has the order ${showJson(order)}, which does not order ${rank} axes`,
    );
  }
}
