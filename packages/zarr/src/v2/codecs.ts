/**
 * v2's order, filters and compressor to a codec pipeline, and back.
 *
 * @module
 */

import type { CodecLookup } from "@chunkwright/codecs/lazy";
import {
  type ArrayInfo,
  byteSize,
  type CodecSpec,
  isFixed,
  isNumeric,
  type Json,
  type JsonObject,
  jsonEquals,
  type Shape,
  showJson,
  wordSize,
} from "@chunkwright/core";
import { canonicalBlosc, numcodecsBlosc } from "../document/blosc-configuration.ts";
import { invalidDocument, unsupportedDocument, unwritableDocument } from "../document/document-error.ts";
import { elementTypeOf } from "../element/element-type.ts";
import { swappedWords, swapWords } from "../element/word-order.ts";
import type { ArrayDocumentV2 } from "./documents.ts";
import { type Dtype, type Endian, parseDtype } from "./dtype.ts";
import { parseImagecodec } from "./imagecodecs.ts";
import { OBJECT_DTYPE } from "./object-codec.ts";
import { printDtype } from "./print-dtype.ts";

/** numcodecs ids that Zarr v3 registered under the same name; the others are `numcodecs.<id>`. */
const SHARED_IDS = ["blosc", "gzip", "zstd", "crc32c", "bitround", "vlen-utf8", "vlen-bytes"];
/** Filters whose documents state the type of their elements. */
const TYPED_IDS = ["delta", "fixedscaleoffset", "quantize"];
/** Members that the type of the elements implies. */
const ADDED_BY_READERS = ["swap_words", "low_bits"];
/** Compressors that take elements, not bytes. */
const COMPRESSORS_OF_ELEMENTS = ["numcodecs.pcodec", "numcodecs.zfpy"];
/** What zlib does at its level -1, which numcodecs and n5-zarr allow and v3's gzip does not. */
const ZLIB_DEFAULT_LEVEL = 6;

/**
 * The pipeline of a v2 array: elements in its order, through the filters one by one, then the compressor. Throws
 * "unsupported" where filters cannot stand in that order in a v3 pipeline. `table` says which filters take elements.
 */
export function codecsOfV2(
  document: ArrayDocumentV2,
  dtype: Dtype,
  table: CodecLookup,
  key: string,
): CodecSpec[] {
  const { chunks } = document;
  const rank = document.shape.length;
  const arrayCodecs: CodecSpec[] = [];
  const bytesCodecs: CodecSpec[] = [];
  if (document.order === "F" && rank > 1) arrayCodecs.push(fortranOrder(rank));
  let stored = dtype;
  for (const filter of document.filters ?? []) {
    const codec = parseCodec(filter, stored, chunks, key);
    // The codec that turns objects into bytes comes first among those that are not filters of elements.
    if (table.get(codec.name)?.kind !== "array-to-array") bytesCodecs.push(codec);
    else if (bytesCodecs.length > 0)
      throw unsupportedDocument(key, `filter ${showJson(filter.id)} behind one of bytes`);
    else {
      arrayCodecs.push(codec);
      stored = filteredDtype(filter, stored, key);
    }
  }
  if (document.compressor) bytesCodecs.push(parseCodec(document.compressor, stored, chunks, key));
  const [first] = bytesCodecs;
  const takesElements = first && table.get(first.name)?.kind === "array-to-bytes";
  return [...arrayCodecs, ...(takesElements ? [] : serializers(stored)), ...bytesCodecs];
}

export interface PrintedCodecs extends Pick<ArrayDocumentV2, "order" | "compressor"> {
  readonly filters: readonly JsonObject[] | null;
  readonly dtype: Json;
}

/** The members of a v2 document for a pipeline. Throws "unsupported" for pipelines that v2 cannot express. */
export function printCodecsV2(info: ArrayInfo, table: CodecLookup, key: string): PrintedCodecs {
  const rank = info.shape.length;
  const serializer = info.codecs.find(({ name }) => table.get(name)?.kind === "array-to-bytes");
  if (!serializer) throw unwritableDocument(key, "a pipeline in which nothing makes bytes of elements");
  const isFilter = serializer.name !== "bytes";
  const endian: Endian = serializer.configuration?.endian === "big" ? "big" : "little";
  const dtype: Dtype = { type: elementTypeOf(info), endian, swaps: swappedWords(info.codecs) };
  if (isFilter && dtype.type.format && !COMPRESSORS_OF_ELEMENTS.includes(serializer.name))
    throw unwritableDocument(key, `codec ${serializer.name}`);
  const stated = info.codecs.filter(
    (codec) =>
      (isFilter || codec !== serializer) && !ADDED_BY_READERS.includes(codec.name) && !isIdentity(codec),
  );
  const [first, ...others] = stated;
  const isFortran = first !== undefined && jsonEquals(orderOf(first), orderOf(fortranOrder(rank)));
  const rest = first === undefined || isFortran ? others : [first, ...others];
  const printed = rest.map((codec) => printCodec(codec, dtype, key));
  const last = rest.at(-1);
  // v2's compressor turns bytes into bytes; most of what works on elements is a filter even if it comes last.
  const isCompressor =
    last && (table.get(last.name)?.kind === "bytes-to-bytes" || COMPRESSORS_OF_ELEMENTS.includes(last.name));
  const compressor = isCompressor ? (printed.pop() ?? null) : null;
  return {
    dtype: isFixed(info.dataType) ? printDtype(dtype, key) : OBJECT_DTYPE,
    order: isFortran ? "F" : "C",
    filters: printed.length > 0 ? printed : null,
    compressor,
  };
}

function parseCodec(
  { id, ...rest }: JsonObject,
  { type: { dataType } }: Dtype,
  chunkShape: Shape,
  key: string,
): CodecSpec {
  if (typeof id !== "string") throw invalidDocument(key, `a codec has the id ${showJson(id)}, not a name`);
  const imagecodec = parseImagecodec(id, rest, chunkShape);
  if (imagecodec) return imagecodec;
  const name = SHARED_IDS.includes(id) ? id : `numcodecs.${id}`;
  switch (id) {
    case "blosc":
      return { name, configuration: canonicalBlosc(rest, dataType) };
    case "zlib":
    case "gzip": {
      const { level = 1 } = rest;
      return { name, configuration: { ...rest, level: level === -1 ? ZLIB_DEFAULT_LEVEL : level } };
    }
    case "zstd":
      return { name, configuration: { level: 0, checksum: false, ...rest } };
    case "shuffle": {
      // netCDF-C 4.10 writes 0 and shuffles by the size of the elements.
      const { elementsize = 4 } = rest;
      const isOwnSize = elementsize === 0 && isFixed(dataType);
      return { name, configuration: { ...rest, elementsize: isOwnSize ? byteSize(dataType) : elementsize } };
    }
    case "lzma": {
      // GDAL's own option: the stream says so itself.
      const { delta: _, ...configuration } = rest;
      return { name, configuration };
    }
    case "crc32c":
      // v3's stands at the end.
      return rest.location === "start" ? { name: "numcodecs.crc32c", configuration: rest } : { name };
    default:
      return Object.keys(rest).length === 0 ? { name } : { name, configuration: rest };
  }
}

function printCodec({ name, configuration = {} }: CodecSpec, dtype: Dtype, key: string): JsonObject {
  if (name === "zstd") {
    // tensorstore refuses the member in v2 documents, so it is only written where it matters.
    const { checksum, ...rest } = configuration;
    return { id: name, ...rest, ...(checksum === true && { checksum }) };
  }
  if (name === "blosc") return { id: name, ...numcodecsBlosc(configuration, dtype.type.dataType) };
  if (SHARED_IDS.includes(name)) return { id: name, ...configuration };
  if (!name.startsWith("numcodecs.")) throw unwritableDocument(key, `codec ${name}`);
  const id = name.slice("numcodecs.".length);
  if (!TYPED_IDS.includes(id)) return { id, ...configuration };
  const code = printDtype(dtype, key);
  return { id, dtype: code, astype: code, ...configuration };
}

/** The type of elements behind a filter, which must start from the type in front of it. */
function filteredDtype(filter: JsonObject, stored: Dtype, key: string): Dtype {
  if (filter.id === "packbits") return { ...stored, type: { dataType: "uint8" } };
  if (filter.id === "categorize") return parseDtype(filter.astype ?? "|u1", key);
  const own = printDtype(stored, key);
  const [dtype, astype] =
    filter.id === "astype"
      ? [filter.decode_dtype, filter.encode_dtype]
      : [filter.dtype ?? own, filter.astype ?? filter.dtype ?? own];
  const met = parseDtype(dtype, key);
  if (met.type.dataType !== stored.type.dataType || met.endian !== stored.endian) {
    throw unsupportedDocument(
      key,
      `filter ${showJson(filter.id)} of ${showJson(dtype)} over ${showJson(own)}`,
    );
  }
  return parseDtype(astype, key);
}

/** Turns elements into bytes; for objects, one of the filters does. */
function serializers({ type: { dataType, bits }, endian, swaps }: Dtype): CodecSpec[] {
  if (!isFixed(dataType)) return [];
  if (isNumeric(dataType) && wordSize(dataType) > 1) return [{ name: "bytes", configuration: { endian } }];
  const settled: CodecSpec[] = bits === undefined ? [] : [{ name: "low_bits", configuration: { bits } }];
  return [...settled, ...swapWords(swaps), { name: "bytes" }];
}

function fortranOrder(rank: number): CodecSpec {
  const order = Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  return { name: "transpose", configuration: { order } };
}

function orderOf({ name, configuration }: CodecSpec): Json {
  return name === "transpose" ? (configuration?.order ?? null) : "";
}

function isIdentity(codec: CodecSpec): boolean {
  const order = orderOf(codec);
  return Array.isArray(order) && order.every((axis, i) => axis === i);
}
