/**
 * v3 array documents to array descriptions, and back.
 *
 * @module
 */

import type { CodecLookup } from "@chunkwright/codecs/lazy";
import {
  type ArrayInfo,
  type ExtensionName,
  type Json,
  jsonEquals,
  type Shape,
  showJson,
} from "@chunkwright/core";
import { type ArrayLayout, checkChunkSize } from "../array/array-layout.ts";
import { type ChunkKeyEncoding, isSeparator } from "../array/chunk-key.ts";
import {
  type ChunkBounds,
  edgeLengths,
  longestEdges,
  parseRectilinear,
  printRectilinear,
  regularShape,
} from "../array/rectilinear-grid.ts";
import type { ShardingOptions } from "../create-options.ts";
import { invalidDocument, unsupportedDocument, unwritableDocument } from "../document/document-error.ts";
import { jsonObject } from "../document/json-object.ts";
import { shapeMember } from "../document/shape-member.ts";
import { parseElementFill, printElementFill } from "../element/element-fill.ts";
import { elementType, elementTypeOf } from "../element/element-type.ts";
import { type PrintedCodec, printCodecs } from "./codecs.ts";
import { printDataType } from "./data-type.ts";
import type { ArrayDocumentV3 } from "./documents.ts";
import { parseExtension } from "./extension.ts";
import { parsePipeline } from "./pipeline.ts";

/** What a document says about its array. `key` names the document in errors; `table` says which codecs there are. */
export function layoutOfV3(document: ArrayDocumentV3, table: CodecLookup, key: string): ArrayLayout {
  const { shape, fill_value: fill, dimension_names: dimensionNames } = document;
  const type = elementType(dataTypeOf(document, key), key);
  const { dataType, logicalType } = type;
  const fillValue = parseElementFill(fill, type);
  if (fillValue === undefined) {
    throw invalidDocument(
      key,
      `"fill_value" is ${showJson(fill)}, not a value of ${logicalType?.name ?? dataType}`,
    );
  }
  const { gridShape, bounds } = chunkGrid(document, key);
  const { chunkShape, codecs, levels, shardCodecs } = parsePipeline(
    document.codecs,
    { type, chunkShape: gridShape },
    table,
    key,
  );
  const [outermost, ...inner] = levels;
  if (bounds && outermost) checkShardLengths(bounds, outermost.chunkShape, key);
  const info: ArrayInfo = {
    dataType,
    ...(logicalType && { logicalType }),
    shape,
    chunkShape,
    ...(outermost && { shardShape: gridShape }),
    ...(bounds && { edgeLengths: bounds.map(edgeLengths) }),
    fillValue,
    codecs,
    ...(dimensionNames && { dimensionNames }),
    attributes: jsonObject(document.attributes) ?? {},
  };
  checkChunkSize(info, key);
  const keyEncoding = parseKeyEncoding(document.chunk_key_encoding, key);
  return {
    info,
    keyEncoding,
    ...(bounds && { bounds }),
    ...(outermost && { sharding: { levels: [outermost, ...inner], codecs: shardCodecs } }),
  };
}

export interface PrintOptionsV3 {
  readonly keyEncoding: ChunkKeyEncoding;
  readonly sharding: ShardingOptions;
}

/** The document of an array. Throws "unsupported" for what v3 cannot express. */
export function printArrayDocumentV3(
  info: ArrayInfo,
  { keyEncoding: { name, separator }, sharding }: PrintOptionsV3,
  key: string,
): ArrayDocumentV3 {
  if (info.dataType === "json") throw unwritableDocument(key, "an array of objects of any kind");
  const type = elementTypeOf(info);
  const codecs = printCodecs(info.codecs, { type, rank: info.shape.length }, key);
  return {
    zarr_format: 3,
    node_type: "array",
    shape: info.shape,
    data_type: printDataType(type.logicalType ?? { name: type.dataType }),
    chunk_grid: info.edgeLengths
      ? { name: "rectilinear", configuration: printRectilinear(info.edgeLengths) }
      : { name: "regular", configuration: { chunk_shape: info.shardShape ?? info.chunkShape } },
    chunk_key_encoding: { name, configuration: { separator } },
    fill_value: printElementFill(info.fillValue, type),
    codecs: info.shardShape ? shardingCodecs(info.chunkShape, codecs, sharding, key) : codecs,
    ...(info.dimensionNames && { dimension_names: info.dimensionNames }),
    attributes: info.attributes,
  };
}

/** Shards may differ in size as long as all of them hold whole chunks. */
function checkShardLengths(bounds: readonly ChunkBounds[], chunkShape: Shape, key: string): void {
  for (const [axis, unit] of chunkShape.entries()) {
    const uneven = edgeLengths(bounds[axis]!).find((length) => length % unit !== 0);
    if (uneven === undefined) continue;
    throw invalidDocument(
      key,
      `inner chunks of ${unit} do not divide a shard of ${uneven} along axis ${axis}`,
    );
  }
}

function dataTypeOf(document: ArrayDocumentV3, key: string): ExtensionName {
  const { name, configuration } = parseExtension(key, "data_type", document.data_type);
  return Object.keys(configuration).length === 0 ? { name } : { name, configuration };
}

/** The codecs of an array in shards: one for each level of them. Sharding codec, "Configuration parameters". */
function shardingCodecs(
  chunkShape: Shape,
  codecs: readonly PrintedCodec[],
  { indexLocation = "end", checksum = true, innerShards = [], order }: ShardingOptions,
  key: string,
): readonly PrintedCodec[] {
  const [first, ...others] = codecs;
  const isOrdered = order === undefined || (first?.name === "transpose" && sameOrder(first, order));
  if (!isOrdered) throw unwritableDocument(key, `shards whose axes have the order [${order}], unlike chunks`);
  const outer = order && first ? [first] : [];
  const moved = (shape: Shape) => (order ? order.map((axis) => shape[axis] ?? 0) : shape);
  const index: PrintedCodec[] = [{ name: "bytes", configuration: { endian: "little" } }];
  if (checksum) index.push({ name: "crc32c" });
  let inner: readonly PrintedCodec[] = order ? others : codecs;
  for (const shape of [...innerShards, chunkShape].reverse()) {
    const configuration = {
      chunk_shape: moved(shape),
      codecs: inner,
      index_codecs: index,
      index_location: indexLocation,
    };
    inner = [{ name: "sharding_indexed", configuration }];
  }
  return [...outer, ...inner];
}

function sameOrder(codec: PrintedCodec, order: readonly number[]): boolean {
  return "configuration" in codec && jsonEquals(codec.configuration.order, order);
}

interface ChunkGrid {
  readonly gridShape: Shape;
  /** Where chunks begin and end, in grids that are not regular. */
  readonly bounds?: readonly ChunkBounds[];
}

/** Zarr v3 chunk grids, "Regular grids"; Zarr extensions, chunk grid "rectilinear". */
function chunkGrid({ shape, chunk_grid: grid }: ArrayDocumentV3, key: string): ChunkGrid {
  const { name, configuration } = parseExtension(key, "chunk_grid", grid);
  switch (name) {
    case "regular": {
      const rank = shape.length;
      const gridShape = shapeMember(key, "chunk_shape", configuration.chunk_shape, { minimum: 1, rank });
      return { gridShape };
    }
    case "rectilinear": {
      const bounds = parseRectilinear(configuration, shape, key);
      const regular = regularShape(bounds);
      return regular ? { gridShape: regular } : { gridShape: longestEdges(bounds), bounds };
    }
    default:
      throw unsupportedDocument(key, `chunk grid ${name}`);
  }
}

/** Zarr v3 chunk key encodings, "default" and "v2": their separators are "/" and "." by default. */
function parseKeyEncoding(value: Json, key: string): ChunkKeyEncoding {
  const { name, configuration } = parseExtension(key, "chunk_key_encoding", value);
  if (name !== "default" && name !== "v2") throw unsupportedDocument(key, `chunk key encoding ${name}`);
  const separator = configuration.separator ?? (name === "default" ? "/" : ".");
  if (!isSeparator(separator)) throw invalidDocument(key, `"separator" is ${showJson(separator)}`);
  return { name, separator };
}
