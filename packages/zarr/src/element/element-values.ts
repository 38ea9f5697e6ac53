/**
 * Decoded elements as JavaScript values: strings, moments, records and small floats out of the types that carry them.
 *
 * @module
 */

import {
  type ArrayInfo,
  bytesOf,
  type Chunk,
  dataViewOf,
  elementCount,
  type Json,
  viewElements,
} from "@chunkwright/core";
import type { ElementRecord, ElementValue } from "./element-format.ts";
import { type ElementType, elementTypeOf } from "./element-type.ts";
import { isRecord } from "./record-format.ts";

type Typed = Pick<ArrayInfo, "dataType" | "logicalType">;

/**
 * Every element of decoded data as a value: a number, `bigint` (64-bit integers, moments and durations), boolean,
 * string, pair (complex), record, or bytes. Elements of variable length are values already. Throws `TypeError` if the
 * chunk is of another type than `info`, and "invalid-data" for strings that are not valid Unicode.
 */
export function elementValues(info: Typed, chunk: Chunk): readonly (ElementValue | Json)[] {
  const { format } = typeOf(info, chunk);
  if (!format || Array.isArray(chunk.data)) return chunk.data as readonly ElementValue[];
  const view = dataViewOf(bytesOf(chunk.data));
  return Array.from({ length: view.byteLength / format.byteLength }, (_, i) =>
    format.read(view, i * format.byteLength),
  );
}

/**
 * Elements from values, each spelled as in the `fill_value` of a document: `{ x: 1, y: 2 }` for a record, text for a
 * string, base64 for opaque bytes. Throws `RangeError` for a value that the type has no room for.
 */
export function elementsOf(info: Typed, shape: Chunk["shape"], values: readonly Json[]): Chunk {
  const { format, dataType } = elementTypeOf(info);
  if (values.length !== elementCount(shape)) {
    throw new RangeError(`${values.length} values do not fill a chunk of [${shape}]`);
  }
  if (!format) return { dataType, shape, data: values } as Chunk;
  const bytes = new Uint8Array(values.length * format.byteLength);
  const view = dataViewOf(bytes);
  for (const [i, json] of values.entries()) {
    const value = format.parse(json);
    if (value === undefined)
      throw new RangeError(`Value ${i} is not a value of ${info.logicalType?.name ?? dataType}`);
    format.write(view, i * format.byteLength, value);
  }
  return { dataType, shape, data: viewElements(dataType, bytes) } as Chunk;
}

/** One field of a record view. */
export interface RecordColumn {
  readonly name: string;
  /** Bytes from the start of a record. */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** The field's value in every record. */
  values(): readonly ElementValue[];
}

/** Records of a chunk, each created when it is requested. */
export interface RecordView {
  readonly length: number;
  readonly columns: readonly RecordColumn[];
  /** Record `position` with all its fields. Throws `RangeError` beyond the last. */
  at(position: number): ElementRecord;
}

/** Decoded records, field by field and one by one, over the same memory. Throws `TypeError` if they are not records. */
export function viewRecords(info: Typed, chunk: Chunk): RecordView {
  const { format } = typeOf(info, chunk);
  if (!format || !isRecord(format)) throw new TypeError(`Elements of ${chunk.dataType} are not records`);
  const view = dataViewOf(bytesOf(chunk.data));
  const { byteLength: stride } = format;
  const length = view.byteLength / stride;
  return {
    length,
    columns: format.fields.map(({ name, byteOffset, format: field }) => ({
      name,
      byteOffset,
      byteLength: field.byteLength,
      values: () => Array.from({ length }, (_, i) => field.read(view, i * stride + byteOffset)),
    })),
    at(position) {
      if (!Number.isInteger(position) || position < 0 || position >= length) {
        throw new RangeError(`There is no record ${position} among ${length}`);
      }
      return format.read(view, position * stride);
    },
  };
}

function typeOf(info: Typed, chunk: Chunk): ElementType {
  const type = elementTypeOf(info);
  if (type.dataType === chunk.dataType) return type;
  throw new TypeError(`A chunk of ${chunk.dataType} elements does not hold ${type.dataType} ones`);
}
