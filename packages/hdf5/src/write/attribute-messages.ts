/**
 * The attributes of an object as messages, and what HDF5 cannot say of it.
 *
 * @module
 */

import type { Bytes, ExtensionName, Json, JsonObject } from "@chunkwright/core";
import { elementCount } from "@chunkwright/core";
import { unsupportedHdf5 } from "../hdf5-error.ts";
import { SUPPLEMENT_NAME } from "../supplement.ts";
import { VLEN_STRING } from "./datatypes.ts";
import { encodeText } from "./field-writer.ts";
import type { GlobalHeapWriter } from "./global-heap-writer.ts";
import { jsonAttribute } from "./json-attribute.ts";
import { message, type PrintedMessage, printAttribute } from "./print-messages.ts";
import { MAX_VALUE_BYTES, type TypedAttribute, textAttribute } from "./typed-attribute.ts";

export interface ObjectAttributes {
  readonly json: JsonObject;
  /** Take precedence over those of the same name. */
  readonly typed: ReadonlyMap<string, TypedAttribute>;
  /** Of a dataset: see `ElementDatatype`. */
  readonly untoldType?: ExtensionName | undefined;
}

const MAX_NAME_BYTES = 4000;

/** Throws "unsupported" for typed attributes that are too large for a message. */
export function attributeMessages(
  { json, typed, untoldType }: ObjectAttributes,
  heap: GlobalHeapWriter,
): readonly PrintedMessage[] {
  const values = new Map<string, TypedAttribute>();
  const textNames: string[] = [];
  const unnamed: [string, Json][] = [];
  for (const [name, value] of Object.entries(json)) {
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
  const supplement: JsonObject = {
    ...(hidden.length > 0 && { hidden }),
    ...(textNames.length > 0 && { json: textNames }),
    ...(unnamed.length > 0 && { attributes: Object.fromEntries(unnamed) }),
    ...(untoldType && { dataType: { ...untoldType } }),
  };
  if (Object.keys(supplement).length > 0) {
    values.set(SUPPLEMENT_NAME, textAttribute(JSON.stringify(supplement)));
  }
  return Array.from(values, ([name, value]) => attributeMessage(name, value, heap));
}

function attributeMessage(name: string, value: TypedAttribute, heap: GlobalHeapWriter): PrintedMessage {
  const { datatype, shape, bytes } = "texts" in value ? heaped(value.texts, value.shape, heap) : value;
  const expected = shape ? elementCount(shape) * datatype.byteLength : 0;
  if (bytes.byteLength !== expected) {
    throw new RangeError(`Attribute ${JSON.stringify(name)} has ${bytes.byteLength} bytes, not ${expected}`);
  }
  if (expected > MAX_VALUE_BYTES) {
    const what = `Cannot write attribute ${JSON.stringify(name)}`;
    throw unsupportedHdf5(
      `${what}: it has ${expected} bytes, ${MAX_VALUE_BYTES} fit`,
      "attributes beyond 64 KiB",
    );
  }
  return message("ATTRIBUTE", printAttribute({ name, datatype, shape, bytes }));
}

function heaped(texts: readonly string[], shape: readonly number[], heap: GlobalHeapWriter) {
  const bytes: Bytes = heap.store(texts.map((text) => encodeText(text)));
  return { datatype: VLEN_STRING, shape, bytes };
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
