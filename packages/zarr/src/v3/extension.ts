/**
 * Named extensions: an object with a name and a configuration, or the bare name. Zarr v3 core, "Extension definition".
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject, showJson } from "@chunkwright/core";
import { invalidDocument, unsupportedDocument } from "../document/document-error.ts";
import { jsonObject } from "../document/json-object.ts";

export interface NamedConfiguration {
  readonly name: string;
  readonly configuration: JsonObject;
}

/** The name and the configuration of an extension, `{}` if it has none. `member` names it in errors. */
export function parseExtension(key: string, member: string, value: Json | undefined): NamedConfiguration {
  if (typeof value === "string") return { name: value, configuration: {} };
  if (!isJsonObject(value) || typeof value.name !== "string") {
    throw invalidDocument(
      key,
      `"${member}" is ${showJson(value)}, not a name or an object with one`,
      SECTION,
    );
  }
  const configuration = jsonObject(value.configuration ?? {});
  if (!configuration) {
    throw invalidDocument(
      key,
      `the configuration of "${member}" is ${showJson(value.configuration)}, not an object`,
      SECTION,
    );
  }
  return { name: value.name, configuration };
}

/** Throws "unsupported" for members beyond `known` that do not say `"must_understand": false`. */
export function checkMembers(key: string, document: JsonObject, known: readonly string[]): void {
  for (const [member, value] of Object.entries(document)) {
    if (known.includes(member) || (isJsonObject(value) && value.must_understand === false)) continue;
    throw unsupportedDocument(key, `the member "${member}"`);
  }
}

const SECTION = "Zarr v3 core, Extension definition";
