/**
 * `attributes.json` of a dataset: shape and types of the members that N5 defines.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject, type Shape, showJson } from "@chunkwright/core";
import { invalidN5, unsupportedN5 } from "./document-error.ts";

/** N5 File-system specification, item 4, and the strings and objects of n5-java. */
const DATA_TYPES = [
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "int8",
  "int16",
  "int32",
  "int64",
  "float32",
  "float64",
  "string",
  "object",
] as const;
/** The name of a data type in a dataset's attributes. N5 specification 4.0, "dataType". */
export type N5DataType = (typeof DATA_TYPES)[number];

/** The members of a dataset, in N5's order of axes: the fastest first. */
export interface DatasetDocument extends JsonObject {
  readonly dimensions: Shape;
  readonly blockSize: Shape;
  readonly dataType: N5DataType;
  readonly compression: Compression;
}

/** The `compression` of a dataset's attributes. N5 specification 4.0. */
export interface Compression extends JsonObject {
  readonly type: string;
}

/** Members that make a group a dataset, under the names of all versions. N5 4.0, "DatasetAttributes". */
const REQUIRED = [["dimensions"], ["blockSize"], ["dataType"], ["compression", "compressionType", "codecs"]];
/** Members of a dataset that are not the user's attributes. */
export const DATASET_MEMBERS: readonly string[] = REQUIRED.flat();

/** Members of datasets that no reader here knows yet. n5-java 4, shards. */
export const REFUSED_MEMBERS: readonly string[] = ["codecs", "shardSize"];

/** More axes are refused, as tensorstore does. */
const MAX_RANK = 32;
/** Block lengths are int32 in Java, and uint32 in a block's header. */
const MAX_BLOCK_LENGTH = 2 ** 31 - 1;

/**
 * Whether attributes are those of a dataset, even of a broken one. The setups of BigStitcher's BDV hierarchies repeat
 * what their datasets have, but are groups: their `downsamplingFactors` are those of several levels.
 */
export function isDataset(attributes: JsonObject): boolean {
  const { downsamplingFactors: factors } = attributes;
  if (Array.isArray(factors) && factors.some((factor) => Array.isArray(factor))) return false;
  const present = REQUIRED.filter((names) => names.some((name) => attributes[name] !== undefined));
  return present.length >= 2;
}

/**
 * The document with every member of it, once those above have been checked; `compression` stands for version 0's
 * `compressionType` too. `key` names it in errors.
 */
export function parseDatasetDocument(attributes: JsonObject, key: string): DatasetDocument {
  if (REFUSED_MEMBERS.some((name) => attributes[name] !== undefined)) {
    throw unsupportedN5(key, "a dataset with codecs or shards");
  }
  const dimensions = lengths(key, "dimensions", attributes.dimensions, 0, Number.MAX_SAFE_INTEGER);
  const blockSize = lengths(key, "blockSize", attributes.blockSize, 1, MAX_BLOCK_LENGTH);
  if (blockSize.length !== dimensions.length) {
    throw invalidN5(
      key,
      `"blockSize" has ${blockSize.length} axes where "dimensions" has ${dimensions.length}`,
    );
  }
  return {
    ...attributes,
    dimensions,
    blockSize,
    dataType: dataTypeOf(attributes.dataType, key),
    compression: compressionOf(attributes, key),
  };
}

export function isN5DataType(value: unknown): value is N5DataType {
  return DATA_TYPES.some((name) => name === value);
}

function lengths(
  key: string,
  member: string,
  value: Json | undefined,
  minimum: number,
  maximum: number,
): Shape {
  if (!Array.isArray(value))
    throw invalidN5(key, `"${member}" is ${showJson(value)}, not a list of integers`);
  if (value.length > MAX_RANK) throw invalidN5(key, `"${member}" has ${value.length} axes, over ${MAX_RANK}`);
  const wrong = value.find((length) => !(Number.isInteger(length) && length >= minimum && length <= maximum));
  if (wrong === undefined) return value;
  throw invalidN5(
    key,
    `"${member}" holds ${showJson(wrong)}, which is not an integer from ${minimum} to ${maximum}`,
  );
}

function dataTypeOf(value: Json | undefined, key: string): N5DataType {
  if (isN5DataType(value)) return value;
  throw invalidN5(key, `"dataType" is ${showJson(value)}, not one of ${DATA_TYPES.join(", ")}`);
}

function compressionOf({ compression, compressionType }: JsonObject, key: string): Compression {
  if (compression === undefined && typeof compressionType === "string") return { type: compressionType };
  if (isCompression(compression)) return compression;
  throw invalidN5(key, `"compression" is ${showJson(compression)}, not an object with a type`);
}

function isCompression(value: Json | undefined): value is Compression {
  return isJsonObject(value) && typeof value.type === "string";
}
