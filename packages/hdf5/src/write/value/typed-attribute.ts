/**
 * Attributes with a datatype of one's own choice.
 *
 * @module
 */

import {
  type Bytes,
  byteSize,
  bytesOf,
  type DataTypes,
  elementCount,
  type NumericDataType,
  type Shape,
  wordSize,
} from "@chunkwright/core";
import type { Datatype, StringDatatype } from "../../type/datatype.ts";
import { encodeText } from "../print/field-writer.ts";
import type { CommittedDatatype } from "../type/committed-datatype.ts";
import { numericDatatype } from "../type/datatypes.ts";
import type { WritableValue } from "./encode-values.ts";

/** The value of an attribute: what a reader's `Hdf5Attribute` says of one, values, or text of variable length. */
export type TypedAttribute = (StoredValue | ListedValue | TextValue) & {
  /** Our reader has it among `typedAttributes` alone: it is no part of what the object's `attributes` say. */
  readonly isHidden?: boolean;
};

interface StoredValue {
  readonly datatype: Datatype | CommittedDatatype;
  /** `undefined` for a null dataspace, `[]` for a scalar. */
  readonly shape: Shape | undefined;
  /** The elements as they are stored. */
  readonly bytes: Bytes;
}

/** Values of any datatype, references and records with text included. */
interface ListedValue {
  readonly datatype: Datatype | CommittedDatatype;
  readonly shape: Shape | undefined;
  /** The elements in C order. */
  readonly values: readonly WritableValue[];
}

interface TextValue {
  readonly texts: readonly string[];
  readonly shape: Shape;
}

const HOST_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? "little" : "big";

/** Numbers, along one axis by default; shape `[]` makes a single number a scalar. */
export function numberAttribute<T extends NumericDataType>(
  dataType: T,
  data: DataTypes[T],
  shape: Shape = [bytesOf(data).byteLength / byteSize(dataType)],
): TypedAttribute {
  const bytes = bytesOf(data).slice();
  if (bytes.byteLength !== elementCount(shape) * byteSize(dataType)) {
    throw new RangeError(`${bytes.byteLength} bytes are no [${shape}] elements of ${dataType}`);
  }
  const endian = wordSize(dataType) === 1 ? "little" : HOST_ENDIAN;
  return { datatype: numericDatatype(dataType, endian), shape, bytes };
}

/** Larger values do not fit into messages, which end at 64 KiB; older programs do not look for them elsewhere. */
export const MAX_VALUE_BYTES = 60_000;

/** Text as most programs write it: one string of fixed length, UTF-8, ended by a NUL; long text in the global heap. */
export function textAttribute(text: string): TypedAttribute {
  const value = textsAttribute([text], []);
  return "bytes" in value && value.bytes.byteLength <= MAX_VALUE_BYTES ? value : { texts: [text], shape: [] };
}

/** Strings of one length, that of the longest. Throws `RangeError` for text with a NUL in it. */
export function textsAttribute(texts: readonly string[], shape: Shape = [texts.length]): TypedAttribute {
  const encoded = texts.map(encodeText);
  if (texts.some((text) => text.includes("\0"))) throw new RangeError("Text of an attribute ends at a NUL");
  const byteLength = encoded.reduce((longest, text) => Math.max(longest, text.byteLength), 0) + 1;
  const bytes = new Uint8Array(texts.length * byteLength);
  for (const [n, text] of encoded.entries()) bytes.set(text, n * byteLength);
  const datatype: StringDatatype = {
    class: "string",
    byteLength,
    padding: "null-terminated",
    charset: encoded.every((text) => text.every((byte) => byte < 128)) ? "ascii" : "utf-8",
  };
  return { datatype, shape, bytes };
}

/** Text as Imaris writes it: an array of strings of one byte each. */
export function charactersAttribute(text: string): TypedAttribute {
  const encoded = encodeText(text);
  // No text is a single NUL.
  const bytes = encoded.byteLength === 0 ? new Uint8Array(1) : encoded;
  const datatype: StringDatatype = {
    class: "string",
    byteLength: 1,
    padding: "null-terminated",
    charset: "ascii",
  };
  return { datatype, shape: [bytes.byteLength], bytes };
}
