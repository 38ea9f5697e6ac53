/**
 * What an object holds and HDF5 cannot express, in an attribute that our writer adds and our reader removes again. Other
 * readers see text.
 *
 * @module
 */

import {
  type ExtensionName,
  isJsonObject,
  isStorageError,
  type Json,
  type JsonObject,
  parseJson,
} from "@chunkwright/core";
import { encodeText } from "../write/print/field-writer.ts";

export const SUPPLEMENT_NAME = "_chunkwright";

export type Supplement = {
  /** Names of the attributes whose text is JSON: objects, and lists that are no arrays. */
  readonly json?: readonly string[];
  /** Attributes by names that HDF5 does not allow. */
  readonly attributes?: JsonObject;
  /** Attributes that belong to the file, not to the object: what they say, the object says elsewhere. */
  readonly hidden?: readonly string[];
  /** What the elements of a dataset mean where its datatype only carries them. */
  readonly dataType?: ExtensionName & JsonObject;
};

export interface Supplemented {
  readonly attributes: JsonObject;
  readonly logicalType: ExtensionName | undefined;
}

/** Attributes as they were before the writer converted them. What cannot be converted back stays as it is. */
export function applySupplement(attributes: JsonObject): Supplemented {
  const { [SUPPLEMENT_NAME]: text, ...stored } = attributes;
  const supplement = jsonOf(text);
  if (!isJsonObject(supplement)) return { attributes, logicalType: undefined };
  const { json, attributes: unnamed, hidden, dataType } = supplement;
  const restored: [string, Json][] = [];
  for (const name of Array.isArray(json) ? json : []) {
    if (typeof name !== "string" || !Object.hasOwn(stored, name)) continue;
    const value = jsonOf(stored[name]);
    if (value !== undefined) restored.push([name, value]);
  }
  const isHidden = (name: string) => Array.isArray(hidden) && hidden.includes(name);
  const shown = Object.entries(stored).filter(([name]) => !isHidden(name));
  return {
    attributes: {
      ...Object.fromEntries(shown),
      ...Object.fromEntries(restored),
      ...(isJsonObject(unnamed) && unnamed),
    },
    logicalType: isExtensionName(dataType) ? dataType : undefined,
  };
}

function jsonOf(text: Json | undefined): Json | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return parseJson(encodeText(text), SUPPLEMENT_NAME);
  } catch (error) {
    if (isStorageError(error, "invalid-data")) return undefined;
    throw error;
  }
}

function isExtensionName(value: Json | undefined): value is Json & ExtensionName {
  return (
    isJsonObject(value) &&
    typeof value.name === "string" &&
    (value.configuration === undefined || isJsonObject(value.configuration))
  );
}
