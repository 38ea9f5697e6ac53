/**
 * Reading reference documents. Kerchunk, "References specification", "Version 0" and "Version 1".
 *
 * @module
 */

import {
  type Bytes,
  bytesOfBase64,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonMembers,
  StorageError,
} from "@chunkwright/core";

/** A value that the document holds, or the place of one: without a length, all of it. */
export type ParsedReference =
  | { readonly kind: "inline"; readonly bytes: Bytes }
  | { readonly kind: "whole"; readonly url: string }
  | { readonly kind: "part"; readonly url: string; readonly offset: number; readonly length: number };

/**
 * The references of a document by key, its templates filled in. Throws "invalid-data" for what is no such document,
 * and "unsupported" for `gen` and for expressions in templates: only names are looked up.
 */
export function parseReferences(document: Json): ReadonlyMap<string, ParsedReference> {
  if (!isJsonObject(document)) throw invalid("it is no object");
  const { version } = document;
  if (version !== undefined && version !== 1) throw invalid(`its version is ${JSON.stringify(version)}`);
  const { refs, templates, gen } = version === 1 ? document : { refs: document };
  if (Array.isArray(gen) ? gen.length > 0 : gen !== undefined) throw unsupported("gen");
  const values = parseTemplates(templates ?? {});
  const parsed = new Map<string, ParsedReference>();
  for (const [key, reference] of jsonMembers(objectMember("refs", refs ?? {}))) {
    parsed.set(key, parseReference(key, reference, values));
  }
  return parsed;
}

function parseReference(
  key: string,
  reference: Json,
  templates: ReadonlyMap<string, string>,
): ParsedReference {
  if (typeof reference === "string") return { kind: "inline", bytes: inlineBytes(key, reference) };
  // Version 0: "interpreted as a JSON file".
  if (isJsonObject(reference)) return { kind: "inline", bytes: utf8(JSON.stringify(reference)) };
  if (!Array.isArray(reference)) throw invalid(`${JSON.stringify(key)} is neither text nor a place`);
  const [url, offset, length] = reference;
  if (typeof url !== "string") throw invalid(`${JSON.stringify(key)} has no URL`);
  if (reference.length === 1) return { kind: "whole", url: fillIn(url, templates) };
  if (reference.length === 3 && isCount(offset) && isCount(length) && isCount(offset + length)) {
    return { kind: "part", url: fillIn(url, templates), offset, length };
  }
  throw invalid(`${JSON.stringify(key)} names no range of bytes`);
}

function parseTemplates(templates: Json): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(objectMember("templates", templates)).map(([name, value]) => {
      if (typeof value !== "string") throw invalid(`its template ${JSON.stringify(name)} is no text`);
      return [name, value];
    }),
  );
}

const EXPRESSION = /\{\{(.*?)\}\}/g;

/** Templates are filled in once: what they give may not hold further ones. */
function fillIn(url: string, templates: ReadonlyMap<string, string>): string {
  return url.replace(EXPRESSION, (_, inside: string) => {
    const name = inside.trim();
    const value = templates.get(name);
    if (value === undefined && /^\w+$/.test(name))
      throw invalid(`it has no template ${JSON.stringify(name)}`);
    if (value === undefined || value.includes("{{")) throw unsupported(`the template {{${inside}}}`);
    return value;
  });
}

function inlineBytes(key: string, text: string): Bytes {
  if (!text.startsWith("base64:")) return utf8(text);
  const bytes = bytesOfBase64(text.slice("base64:".length));
  if (bytes) return bytes;
  throw invalid(`${JSON.stringify(key)} is no base64`);
}

function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function isCount(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function objectMember(member: string, value: Json): JsonObject {
  if (isJsonObject(value)) return value;
  throw invalid(`its ${member} are no object`);
}

function invalid(fact: string): StorageError<"invalid-data"> {
  return new StorageError("invalid-data", `Cannot read references: ${fact}`, {
    format: "references",
    section: "Kerchunk, References specification",
  });
}

function unsupported(feature: string): StorageError<"unsupported"> {
  return new StorageError("unsupported", `Cannot read references: ${feature} is not supported`, {
    format: "references",
    feature,
  });
}
