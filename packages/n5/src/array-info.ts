/**
 * Dataset documents to array descriptions, and back: here, and nowhere else, the order of axes is reversed.
 *
 * @module
 */

import {
  type ArrayInfo,
  elementCount,
  isDataType,
  isJsonArray,
  isJsonObject,
  type Json,
  nominalByteSize,
  scalarEquals,
  zeroOf,
} from "@chunkwright/core";
import { seenInfo, storedInfo } from "./carrier.ts";
import { codecsOfCompression, printCompression } from "./compression.ts";
import { DATASET_MEMBERS, type DatasetDocument, isN5DataType, REFUSED_MEMBERS } from "./dataset-document.ts";
import { unsupportedN5, unwritableN5 } from "./document-error.ts";
import { gridOfObjects, infoOfObjects } from "./object-grid.ts";
import { printUserAttributes, supplementOf, userAttributes } from "./supplement.ts";

/** N5 File-system specification, item 7. */
const MAX_CHUNK_BYTES = 2 ** 31;

/**
 * What a document says about its array, as it is stored: `infoOfElements` says what it carries. Absent blocks are
 * zero, since N5 has no fill value; objects are `bytes`, one per block.
 */
export function infoOfDocument(document: DatasetDocument, key: string): ArrayInfo {
  const { dimensions, blockSize, compression } = document;
  const isObject = document.dataType === "object";
  const dataType = isObject ? "bytes" : document.dataType;
  const chunkBytes = isObject ? 0 : elementCount(blockSize) * nominalByteSize(dataType);
  if (chunkBytes > MAX_CHUNK_BYTES) throw unsupportedN5(key, `a block of ${chunkBytes} bytes`);
  const labels = labelsOf(document);
  const names = dimensionNamesOf(document, labels);
  const own = [...DATASET_MEMBERS, ...(labels ? ["axes"] : [])];
  const grid = isObject
    ? infoOfObjects(document)
    : { shape: dimensions.toReversed(), chunkShape: blockSize.toReversed(), attributes: {} };
  const logicalType = logicalTypeOf(document);
  return {
    dataType,
    ...(logicalType && { logicalType }),
    ...grid,
    fillValue: zeroOf(dataType),
    codecs: codecsOfCompression(compression, dataType, key),
    ...(names && { dimensionNames: names.toReversed() }),
    attributes: { ...userAttributes(document, own), ...grid.attributes },
  };
}

/** The array of elements that N5 has no data type for, where the array `stored` carries such. */
export function infoOfElements(document: DatasetDocument, stored: ArrayInfo): ArrayInfo | undefined {
  const elementType = supplementOf(document).elementType;
  return isDataType(elementType) ? seenInfo(stored, elementType) : undefined;
}

/**
 * The document of an array; elements that N5 has no data type for become numbers that carry them. Throws
 * "unsupported" for what N5 cannot express.
 */
export function printDocument(wanted: ArrayInfo, key: string): DatasetDocument {
  const info = storedInfo(wanted);
  const { logicalType, shape, chunkShape, codecs, dimensionNames, attributes } = info;
  const isObject = info.dataType === "bytes";
  const dataType = isObject ? "object" : info.dataType;
  if (!isN5DataType(dataType)) throw unwritableN5(key, `data type ${dataType}`);
  if (isObject && elementCount(chunkShape) !== 1)
    throw unwritableN5(key, `blocks of [${chunkShape}] objects`);
  if (!scalarEquals(wanted.fillValue, zeroOf(wanted.dataType)))
    throw unwritableN5(key, `fill value ${String(wanted.fillValue)}`);
  if (info.shardShape) throw unwritableN5(key, "shards");
  const { attributes: others, ...grid } = isObject
    ? gridOfObjects(info)
    : { attributes, dimensions: shape.toReversed(), blockSize: chunkShape.toReversed() };
  const names = dimensionNames?.toReversed() ?? [];
  const labels = names.map((name) => name ?? "");
  const axes = isLabels(labels, shape.length) ? labels : undefined;
  const isReadAsAxes = axes !== undefined || isLabels(others.axes, shape.length);
  const own = [...DATASET_MEMBERS, ...REFUSED_MEMBERS, ...(isReadAsAxes ? ["axes"] : [])];
  return {
    ...printUserAttributes(others, own, {
      ...((!axes || names.includes("")) && names.length > 0 && { dimensionNames: names }),
      ...(info !== wanted && { elementType: wanted.dataType }),
      ...(logicalType && { dataType: { ...logicalType } }),
    }),
    ...grid,
    dataType,
    compression: printCompression(codecs, info.dataType, key),
    ...(axes && { axes }),
  };
}

function logicalTypeOf(document: DatasetDocument): ArrayInfo["logicalType"] {
  const noted = supplementOf(document).dataType;
  if (!isJsonObject(noted) || typeof noted.name !== "string") return undefined;
  const { name, configuration } = noted;
  return { name, ...(isJsonObject(configuration) && { configuration }) };
}

/** tensorstore's names of the axes, in N5's order, "" for none. */
function labelsOf({ axes, dimensions }: DatasetDocument): readonly string[] | undefined {
  return isLabels(axes, dimensions.length) ? axes : undefined;
}

/** The names of the axes in N5's order: the labels, or what they cannot say. */
function dimensionNamesOf(
  document: DatasetDocument,
  labels: readonly string[] | undefined,
): readonly (string | null)[] | undefined {
  const { dimensionNames: noted } = supplementOf(document);
  const isMeant =
    isNames(noted, document.dimensions.length) &&
    (!labels || noted.every((name, axis) => (name ?? "") === labels[axis]));
  return isMeant ? noted : labels?.map((label) => label || null);
}

function isNames(names: Json | undefined, rank: number): names is readonly (string | null)[] {
  const isName = (name: Json) => typeof name === "string" || name === null;
  return isJsonArray(names) && names.length === rank && names.every(isName);
}

/** tensorstore refuses labels that occur twice. */
function isLabels(axes: Json | undefined, rank: number): axes is readonly string[] {
  if (!Array.isArray(axes) || axes.length !== rank || rank === 0) return false;
  const named = axes.filter((label) => label !== "");
  return axes.every((label) => typeof label === "string") && new Set(named).size === named.length;
}
