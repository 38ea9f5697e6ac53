/**
 * Fill values of every data type: JSON in a document, a scalar of the carrier in `ArrayInfo`.
 *
 * @module
 */

import { type Bytes, isNumeric, type Scalar, zeroOf } from "@chunkwright/core";
import { bytesOfBase64, bytesOfIntegers, printBase64 } from "./base64.ts";
import type { ElementFormat, ElementValue } from "./element-format.ts";
import type { ElementType } from "./element-type.ts";
import { type ExactJson, plainJson } from "./exact-json.ts";

/** The scalar that a fill value stands for; `undefined` if it is not permitted. */
export function parseElementFill(json: ExactJson, { dataType, format }: ElementType): Scalar | undefined {
  if (!format) return parseVariable(json, dataType);
  const value = format.parse(json);
  if (value === undefined || isNumeric(dataType)) return value as Scalar | undefined;
  return bytesOfValue(value, format);
}

/** The JSON of a fill value, as v3 spells it. */
export function printElementFill(fill: Scalar, { dataType, format }: ElementType): ExactJson {
  if (!format) return fill instanceof Uint8Array ? printBase64(fill) : (fill as ExactJson);
  return format.print(isNumeric(dataType) ? (fill as ElementValue) : valueOfBytes(fill as Bytes, format));
}

export function bytesOfValue(value: ElementValue, format: ElementFormat): Bytes {
  const bytes = new Uint8Array(format.byteLength);
  format.write(new DataView(bytes.buffer), 0, value);
  return bytes;
}

export function valueOfBytes(bytes: Bytes, format: ElementFormat): ElementValue {
  return format.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

/** zarr-python writes 0 where older object arrays have no fill value of their own; it stands for what is empty. */
function parseVariable(json: ExactJson, dataType: ElementType["dataType"]): Scalar | undefined {
  switch (dataType) {
    case "string":
      return typeof json === "string" ? json : undefined;
    case "bytes":
      return typeof json === "string" ? bytesOfBase64(json) : bytesOfIntegers(json);
    case "json":
      return plainJson(json);
    default:
      return zeroOf(dataType);
  }
}
