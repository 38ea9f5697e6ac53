/**
 * Dataset documents to array descriptions, and back: here, and nowhere else, the order of axes is reversed.
 *
 * @module
 */

import {
  type ArrayInfo,
  elementCount,
  isDataType,
  isJsonObject,
  type Json,
  type JsonObject,
  nominalByteSize,
  scalarEquals,
  zeroOf,
} from "@chunkwright/core";
import { seenInfo, storedInfo } from "./carrier.ts";
import { codecsOfCompression, printCompression } from "./compression.ts";
import { DATASET_MEMBERS, type DatasetDocument, isN5DataType } from "./dataset-document.ts";
import { unsupportedN5, unwritableN5 } from "./document-error.ts";
import { gridOfObjects, infoOfObjects } from "./object-grid.ts";

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
  const own = [...DATASET_MEMBERS, ...(labels ? ["axes"] : [])];
  const grid = isObject
    ? infoOfObjects(document)
    : { shape: dimensions.toReversed(), chunkShape: blockSize.toReversed(), attributes: {} };
  const logicalType = logicalTypeOf(document);
  if (document[SUPPLEMENT] !== undefined) own.push(SUPPLEMENT);
  return {
    dataType,
    ...(logicalType && { logicalType }),
    ...grid,
    fillValue: zeroOf(dataType),
    codecs: codecsOfCompression(compression, dataType, key),
    ...(labels && { dimensionNames: labels.toReversed().map((label) => label || null) }),
    attributes: { ...attributesWithout(document, own), ...grid.attributes },
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
  const reserved = DATASET_MEMBERS.find((name) => attributes[name] !== undefined);
  if (reserved !== undefined) throw unwritableN5(key, `attribute ${reserved} for the user`);
  const axes = dimensionNames?.toReversed().map((name) => name ?? "");
  const grid = isObject
    ? gridOfObjects(info)
    : { dimensions: shape.toReversed(), blockSize: chunkShape.toReversed() };
  return {
    ...attributesWithout(attributes, []),
    ...grid,
    dataType,
    compression: printCompression(codecs, info.dataType, key),
    ...(axes && isLabels(axes, shape.length) && { axes }),
    ...printSupplement({
      ...(info !== wanted && { elementType: wanted.dataType }),
      ...(logicalType && { dataType: { ...logicalType } }),
    }),
  };
}

/** An attribute of ours that says what elements are, and mean, where N5's data type only carries them. */
const SUPPLEMENT = "_chunkwright";

function printSupplement(members: JsonObject): JsonObject {
  return Object.keys(members).length === 0 ? {} : { [SUPPLEMENT]: members };
}

function supplementOf({ [SUPPLEMENT]: supplement }: DatasetDocument): JsonObject {
  return isJsonObject(supplement) ? supplement : {};
}

function logicalTypeOf(document: DatasetDocument): ArrayInfo["logicalType"] {
  const noted = supplementOf(document).dataType;
  if (!isJsonObject(noted) || typeof noted.name !== "string") return undefined;
  const { name, configuration } = noted;
  return { name, ...(isJsonObject(configuration) && { configuration }) };
}

/** Attributes without some, and without the version of N5, which are not the user's. */
export function attributesWithout(attributes: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => name !== "n5" && !names.includes(name)),
  );
}

/** tensorstore's names of the axes, in N5's order, "" for none. */
function labelsOf({ axes, dimensions }: DatasetDocument): readonly string[] | undefined {
  return isLabels(axes, dimensions.length) ? axes : undefined;
}

/** tensorstore refuses labels that occur twice. */
function isLabels(axes: Json | undefined, rank: number): axes is readonly string[] {
  if (!Array.isArray(axes) || axes.length !== rank || rank === 0) return false;
  const named = axes.filter((label) => label !== "");
  return axes.every((label) => typeof label === "string") && new Set(named).size === named.length;
}
