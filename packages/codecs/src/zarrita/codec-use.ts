/**
 * The use of a codec in a zarrita array, and the size of its decoded data.
 *
 * @module
 */

import { byteSize, elementCount, isDataType, isFixed, type JsonObject } from "@chunkwright/core";
import { type ArraySpec, type BytesSpec, compressed, exactly } from "../codec.ts";
import type { CodecTable } from "../codec-table.ts";
import type { ZarritaMetadata } from "./zarrita-types.ts";

export interface CodecUse {
  readonly name: string;
  readonly configuration: JsonObject;
  /** The configuration object passed by zarrita: its identity shows which of the array's codecs this is. */
  readonly given: unknown;
  readonly meta: ZarritaMetadata;
  readonly table: CodecTable;
}

/** zarrita's names for the fixed-length strings of Zarr v2, and bytes per character. */
const STRING_TYPE = /^v2:([SU])(\d+)$/;
const CHARACTER_BYTES: { readonly [kind: string]: number } = { S: 1, U: 4 };

export function dataTypeOf({ dataType, data_type }: ZarritaMetadata): string | undefined {
  return dataType ?? data_type;
}

/** Codecs before this one, in encoding order; `undefined` if zarrita does not pass them. */
export function codecsBefore({ name, given, meta }: CodecUse): ZarritaMetadata["codecs"] {
  const all = meta.codecs ?? [];
  const index = all.findIndex((codec) => codec.name === name && codec.configuration === given);
  return index === -1 ? undefined : all.slice(0, index);
}

/** Bytes that the codec decodes to; `undefined` for variable-length elements. */
export function decodedSpec(use: CodecUse): BytesSpec | undefined {
  const before = codecsBefore(use);
  const elementSize = fixedElementSize(use.meta);
  if (!before || !use.meta.shape || elementSize === undefined) return undefined;
  const dataType = dataTypeOf(use.meta);
  // zarrita passes the data type after the array codecs; of the shape only the element count matters.
  const array: ArraySpec | undefined = isDataType(dataType) ? { dataType, shape: use.meta.shape } : undefined;
  let spec = exactly(elementCount(use.meta.shape) * elementSize, elementSize);
  for (const { name, configuration } of before) {
    const codec = use.table.get(name);
    const options = (configuration ?? {}) as JsonObject;
    if (!codec) spec = compressed(spec);
    else if (codec.kind === "bytes-to-bytes") spec = codec.bind(options, spec).encoded;
    else if (codec.kind === "array-to-bytes" && array) spec = codec.bind(options, array).encoded;
  }
  return spec;
}

/** Bytes per element; 1 for variable-length elements. */
export function elementSizeOf(meta: ZarritaMetadata): number {
  return fixedElementSize(meta) ?? 1;
}

function fixedElementSize(meta: ZarritaMetadata): number | undefined {
  const dataType = dataTypeOf(meta);
  if (isDataType(dataType) && isFixed(dataType)) return byteSize(dataType);
  const [, kind = "", characters] = STRING_TYPE.exec(dataType ?? "") ?? [];
  const characterBytes = CHARACTER_BYTES[kind];
  return characterBytes && characterBytes * Number(characters);
}
