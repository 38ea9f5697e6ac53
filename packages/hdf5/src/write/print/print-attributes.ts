/**
 * The attributes of an object as messages, and what HDF5 cannot say of it.
 *
 * @module
 */

import {
  type Bytes,
  type ExtensionName,
  elementCount,
  type Json,
  type JsonObject,
  jsonMembers,
  printJson,
} from "@chunkwright/core";
import { SUPPLEMENT_NAME, type Supplement } from "../../object/supplement.ts";
import type { Referents } from "../reference-to.ts";
import { plainDatatype, printUsedDatatype } from "../type/committed-datatype.ts";
import { VLEN_STRING } from "../type/datatypes.ts";
import { encodeValues } from "../value/encode-values.ts";
import { jsonAttribute } from "../value/json-attribute.ts";
import { type TypedAttribute, textAttribute } from "../value/typed-attribute.ts";
import type { PrintedAttribute } from "./dense-attributes.ts";
import { encodeText } from "./field-writer.ts";
import { printAttribute } from "./print-messages.ts";

export interface ObjectAttributes {
  readonly json: JsonObject;
  /** Take precedence over those of the same name. */
  readonly typed: ReadonlyMap<string, TypedAttribute>;
  /** The logical type of a dataset, if its datatype does not express it: see `ElementDatatype`. */
  readonly unexpressedType?: ExtensionName | undefined;
}

const MAX_NAME_BYTES = 4000;

export function printAttributes(
  { json, typed, unexpressedType }: ObjectAttributes,
  referents: Referents,
): readonly PrintedAttribute[] {
  const values = new Map<string, TypedAttribute>();
  const textNames: string[] = [];
  const unnamed: [string, Json][] = [];
  for (const [name, value] of jsonMembers(json)) {
    if (typed.has(name)) continue;
    if (!isAttributeName(name)) {
      unnamed.push([name, value]);
      continue;
    }
    const attribute = jsonAttribute(value);
    values.set(name, attribute.value);
    if (attribute.isText) textNames.push(name);
  }
  for (const [name, value] of typed) values.set(name, value);
  const hidden = [...typed].filter(([, { isHidden }]) => isHidden).map(([name]) => name);
  const supplement: Supplement = {
    ...(hidden.length > 0 && { hidden }),
    ...(textNames.length > 0 && { json: textNames }),
    ...(unnamed.length > 0 && { attributes: Object.fromEntries(unnamed) }),
    ...(unexpressedType && { dataType: { ...unexpressedType } }),
  };
  if (Object.keys(supplement).length > 0) {
    values.set(SUPPLEMENT_NAME, textAttribute(printJson(supplement)));
  }
  return Array.from(values, ([name, value]) => ({ name, data: printTyped(name, value, referents) }));
}

function printTyped(name: string, value: TypedAttribute, referents: Referents): Bytes {
  const { shape } = value;
  const datatype = "texts" in value ? VLEN_STRING : value.datatype;
  const bytes = valueBytes(value, referents);
  const expected = shape ? elementCount(shape) * plainDatatype(datatype).byteLength : 0;
  if (bytes.byteLength !== expected) {
    throw new RangeError(`Attribute ${JSON.stringify(name)} has ${bytes.byteLength} bytes, not ${expected}`);
  }
  return printAttribute({ name, datatype: printUsedDatatype(datatype, referents), shape, bytes });
}

function valueBytes(value: TypedAttribute, referents: Referents): Bytes {
  if ("texts" in value) return referents.store(value.texts.map((text) => encodeText(text)));
  if ("bytes" in value) return value.bytes;
  return encodeValues(plainDatatype(value.datatype), value.values, referents);
}

/** HDF5's names are neither empty nor have they NULs. One name is ours. */
export function isAttributeName(name: string): boolean {
  return (
    name !== "" &&
    name !== SUPPLEMENT_NAME &&
    !/\0|\p{Surrogate}/u.test(name) &&
    encodeText(name).byteLength <= MAX_NAME_BYTES
  );
}
