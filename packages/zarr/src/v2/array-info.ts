/**
 * v2 array documents to array descriptions, and back.
 *
 * @module
 */

import type { CodecLookup } from "@chunkwright/codecs/lazy";
import { type ArrayInfo, type JsonObject, scalarEquals, showJson, zeroOf } from "@chunkwright/core";
import { type ArrayLayout, checkChunkSize } from "../array/array-layout.ts";
import { invalidDocument, unwritableDocument } from "../document/document-error.ts";
import { codecsOfV2, printCodecsV2 } from "./codecs.ts";
import type { ArrayDocumentV2 } from "./documents.ts";
import { parseDtype } from "./dtype.ts";
import { parseFillValueV2, printFillValueV2 } from "./fill-value.ts";
import { OBJECT_DTYPE, objectDtype } from "./object-codec.ts";

/** xarray's attribute for dimension names, which v2 has no member for; OME-NGFF 0.3 requires it too. */
const DIMENSIONS = "_ARRAY_DIMENSIONS";

/** What a `.zarray` and its `.zattrs` say about their array. `key` names the former in errors. */
export function layoutOfV2(
  document: ArrayDocumentV2,
  attributes: JsonObject,
  table: CodecLookup,
  key: string,
): ArrayLayout {
  const { shape, chunks: chunkShape, fill_value: fill } = document;
  const dtype =
    document.dtype === OBJECT_DTYPE ? objectDtype(document.filters, key) : parseDtype(document.dtype, key);
  const { dataType, logicalType } = dtype.type;
  const fillValue = parseFillValueV2(fill, dtype);
  if (fillValue === undefined)
    throw invalidDocument(
      key,
      `"fill_value" is ${showJson(fill)}, not a value of ${showJson(document.dtype)}`,
    );
  const dimensionNames = dimensionNamesOf(attributes, shape.length);
  const info: ArrayInfo = {
    dataType,
    ...(logicalType && { logicalType }),
    shape,
    chunkShape,
    fillValue,
    codecs: codecsOfV2(document, dtype, table, key),
    ...(dimensionNames && { dimensionNames }),
    attributes,
  };
  checkChunkSize(info, key);
  return { info, keyEncoding: { name: "v2", separator: document.dimension_separator ?? "." } };
}

export interface PrintOptionsV2 {
  readonly separator: "." | "/";
  readonly nullFillValue: boolean;
  readonly table: CodecLookup;
}

/** The `.zarray` of an array. Throws "unsupported" for what v2 cannot express. */
export function printArrayDocumentV2(
  info: ArrayInfo,
  { separator, nullFillValue, table }: PrintOptionsV2,
  key: string,
): ArrayDocumentV2 {
  if (nullFillValue && !scalarEquals(info.fillValue, zeroOf(info.dataType))) {
    throw new RangeError(`A null fill value reads as zero, not as ${String(info.fillValue)}`);
  }
  if (info.shardShape) throw unwritableDocument(key, "an array in shards");
  const { dtype, order, filters, compressor } = printCodecsV2(info, table, key);
  return {
    zarr_format: 2,
    shape: info.shape,
    chunks: info.chunkShape,
    dtype,
    compressor,
    fill_value: nullFillValue ? null : printFillValueV2(info),
    order,
    filters,
    dimension_separator: separator,
  };
}

/**
 * The `.zattrs` of an array: its attributes, with the names of its dimensions where all have one. nifti-zarr gives arrays
 * of v3 the attribute too, with other names than their `dimension_names`.
 */
export function printAttributesV2({ attributes, dimensionNames }: ArrayInfo): JsonObject {
  const isNamed = dimensionNames !== undefined && dimensionNames.length > 0 && !dimensionNames.includes(null);
  return isNamed ? { ...attributes, [DIMENSIONS]: dimensionNames } : attributes;
}

function dimensionNamesOf(attributes: JsonObject, rank: number): readonly string[] | undefined {
  const names = attributes[DIMENSIONS];
  if (!Array.isArray(names) || names.length !== rank || rank === 0) return undefined;
  return names.every((name) => typeof name === "string") ? names : undefined;
}
