/**
 * Reading reference documents. Kerchunk, "References specification", "Version 0" and "Version 1".
 *
 * @module
 */

import {
  type Bytes,
  decodeBase64,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonMembers,
  printJson,
  showJson,
} from "@chunkwright/core";
import { generatedReferences } from "./generated-references.ts";
import { invalidReferences } from "./reference-error.ts";
import { fillIn, type TemplateValues } from "./reference-template.ts";

/** A value that the document holds, or where one is: all of it, or a part. */
export type ParsedReference =
  | { readonly kind: "inline"; readonly bytes: Bytes }
  | { readonly kind: "whole"; readonly url: string }
  | { readonly kind: "part"; readonly url: string; readonly offset: number; readonly length: number };

/** Whether a document is one of references, of either version, judged by its members. */
export function holdsReferences(document: Json): boolean {
  return isJsonObject(document) && (isJsonObject(document.refs) || Object.keys(document).some(isDocumentKey));
}

/** The keys of Zarr's documents, in either version of Zarr. */
function isDocumentKey(key: string): boolean {
  return /(^|\/)(\.zgroup|\.zarray|\.zmetadata|zarr\.json)$/.test(key);
}

/**
 * The references of a document by key, with its templates filled in and its generators evaluated. Throws
 * "invalid-data" for what is no such document, and "unsupported" for more of Jinja than `fillIn` knows.
 */
export function parseReferences(document: Json): ReadonlyMap<string, ParsedReference> {
  if (!isJsonObject(document)) throw invalidReferences("it is not an object");
  const { version } = document;
  if (version !== undefined && version !== 1) throw invalidReferences(`its version is ${showJson(version)}`);
  // Version 1 too if the version is missing, as some write it: no key of Zarr is "refs".
  const isFirst = version === 1 || isJsonObject(document.refs);
  const { refs, templates, gen } = isFirst ? document : { refs: document };
  const values = parseTemplates(templates ?? {});
  const parsed = new Map<string, ParsedReference>();
  for (const [key, reference] of jsonMembers(objectMember("refs", refs ?? {}))) {
    parsed.set(key, parseReference(key, reference, values));
  }
  for (const { key, url, range } of generatedReferences(gen ?? [], values)) {
    parsed.set(key, placeOf(key, url, range?.offset, range?.length));
  }
  return parsed;
}

function parseReference(key: string, reference: Json, templates: TemplateValues): ParsedReference {
  if (typeof reference === "string") return { kind: "inline", bytes: inlineBytes(key, reference) };
  // Version 0: "interpreted as a JSON file".
  if (isJsonObject(reference)) return { kind: "inline", bytes: utf8(printJson(reference)) };
  if (!Array.isArray(reference))
    throw invalidReferences(`${JSON.stringify(key)} is neither text nor a place`);
  const [url, offset, length] = reference;
  if (typeof url !== "string") throw invalidReferences(`${JSON.stringify(key)} has no URL`);
  if (reference.length === 1 || reference.length === 3)
    return placeOf(key, fillIn(url, templates), offset, length);
  throw invalidReferences(`${JSON.stringify(key)} names no range of bytes`);
}

function parseTemplates(templates: Json): TemplateValues {
  return new Map(
    Object.entries(objectMember("templates", templates)).map(([name, value]) => {
      if (typeof value !== "string")
        throw invalidReferences(`its template ${JSON.stringify(name)} is not text`);
      return [name, value];
    }),
  );
}

function placeOf(
  key: string,
  url: string,
  offset: Json | undefined,
  length: Json | undefined,
): ParsedReference {
  if (offset === undefined && length === undefined) return { kind: "whole", url };
  if (isCount(offset) && isCount(length) && isCount(offset + length))
    return { kind: "part", url, offset, length };
  throw invalidReferences(`${JSON.stringify(key)} names no range of bytes`);
}

function inlineBytes(key: string, text: string): Bytes {
  if (!text.startsWith("base64:")) return utf8(text);
  const bytes = decodeBase64(text.slice("base64:".length));
  if (bytes) return bytes;
  throw invalidReferences(`${JSON.stringify(key)} is not base64`);
}

function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function isCount(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function objectMember(member: string, value: Json): JsonObject {
  if (isJsonObject(value)) return value;
  throw invalidReferences(`its "${member}" is not an object`);
}
