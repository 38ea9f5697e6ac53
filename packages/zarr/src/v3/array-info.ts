/**
 * v3 array documents and array descriptions, in both directions.
 *
 * @module
 */

import { type ArrayInfo, isDataType, isNumeric, type Shape } from "@chunkwright/core";
import { type ArrayLayout, checkChunkSize } from "../array-layout.ts";
import { type ChunkKeyEncoding, isSeparator } from "../chunk-key.ts";
import { invalidDocument, shown, unsupportedDocument } from "../document-error.ts";
import { type ExactJson, plainObject } from "../exact-json.ts";
import { parseFillValue, printFillValue } from "../fill-value.ts";
import { shapeMember } from "../shape-member.ts";
import { type PrintedCodec, printCodecs } from "./codecs.ts";
import type { ArrayDocumentV3, ConfiguredExtension } from "./documents.ts";
import { parseExtension } from "./extension.ts";
import { parsePipeline } from "./pipeline.ts";

/** What a document says about its array. `key` names the document in errors. */
export function layoutOfV3(document: ArrayDocumentV3, key: string): ArrayLayout {
  const { shape, fill_value: fill, dimension_names: dimensionNames } = document;
  const { name: dataType } = parseExtension(key, "data_type", document.data_type);
  if (!isDataType(dataType) || !isNumeric(dataType)) throw unsupportedDocument(key, `data type ${dataType}`);
  const fillValue = parseFillValue(fill, dataType);
  if (fillValue === undefined)
    throw invalidDocument(key, `"fill_value" is ${shown(fill)}, none of ${dataType}`);
  const gridShape = regularGrid(document, key);
  const { chunkShape, codecs, levels } = parsePipeline(
    document.codecs,
    { dataType, chunkShape: gridShape },
    key,
  );
  const [outermost, ...inner] = levels;
  const info: ArrayInfo = {
    dataType,
    shape,
    chunkShape,
    ...(outermost && { shardShape: gridShape }),
    fillValue,
    codecs,
    ...(dimensionNames && { dimensionNames }),
    attributes: plainObject(document.attributes) ?? {},
  };
  checkChunkSize(info, key);
  const keyEncoding = parseKeyEncoding(document.chunk_key_encoding, key);
  if (!outermost) return { info, keyEncoding };
  return { info, keyEncoding, sharding: { shardShape: gridShape, levels: [outermost, ...inner] } };
}

/**
 * The document of an array. Shards get their index at the end, with a checksum, as the specification recommends.
 * Throws "unsupported" for what v3 cannot say.
 */
export function printArrayDocumentV3(info: ArrayInfo, separator: "." | "/", key: string): ArrayDocumentV3 {
  const codecs = printCodecs(info.codecs, { dataType: info.dataType, rank: info.shape.length }, key);
  return {
    zarr_format: 3,
    node_type: "array",
    shape: info.shape,
    data_type: info.dataType,
    chunk_grid: { name: "regular", configuration: { chunk_shape: info.shardShape ?? info.chunkShape } },
    chunk_key_encoding: { name: "default", configuration: { separator } },
    fill_value: printFillValue(info.fillValue),
    codecs: info.shardShape ? [shardingCodec(info.chunkShape, codecs)] : codecs,
    ...(info.dimensionNames && { dimension_names: info.dimensionNames }),
    attributes: info.attributes,
  };
}

/** Zarr v3 codecs, "Sharding codec", "Configuration parameters". */
function shardingCodec(chunkShape: Shape, codecs: readonly PrintedCodec[]): ConfiguredExtension {
  return {
    name: "sharding_indexed",
    configuration: {
      chunk_shape: chunkShape,
      codecs,
      index_codecs: [{ name: "bytes", configuration: { endian: "little" } }, { name: "crc32c" }],
      index_location: "end",
    },
  };
}

/** Zarr v3 chunk grids, "Regular grids". */
function regularGrid(document: ArrayDocumentV3, key: string): readonly number[] {
  const { name, configuration } = parseExtension(key, "chunk_grid", document.chunk_grid);
  if (name !== "regular") throw unsupportedDocument(key, `chunk grid ${name}`);
  return shapeMember(key, "chunk_shape", configuration.chunk_shape, {
    minimum: 1,
    rank: document.shape.length,
  });
}

/** Zarr v3 chunk key encodings, "default" and "v2": their separators are "/" and "." unless told. */
function parseKeyEncoding(value: ExactJson, key: string): ChunkKeyEncoding {
  const { name, configuration } = parseExtension(key, "chunk_key_encoding", value);
  if (name !== "default" && name !== "v2") throw unsupportedDocument(key, `chunk key encoding ${name}`);
  const separator = configuration.separator ?? (name === "default" ? "/" : ".");
  if (!isSeparator(separator)) throw invalidDocument(key, `"separator" is ${shown(separator)}`);
  return { name, separator };
}
