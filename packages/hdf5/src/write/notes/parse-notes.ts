/**
 * Notes that came with a copy, as far as they make sense: others may have changed them, or what they are about.
 *
 * @module
 */

import { elementCount, isJsonObject, type Json, type JsonObject, jsonMembers } from "@chunkwright/core";
import { NOTES_NAME } from "../../notes/notes.ts";
import type { Datatype } from "../../type/datatype.ts";
import { parseDatatype } from "../../type/parse-datatype.ts";
import type { LinkTarget } from "../link-target.ts";
import type { Referents } from "../reference-to.ts";
import { type CommittedDatatype, plainDatatype } from "../type/committed-datatype.ts";
import { encodeValues, type WritableValue } from "../value/encode-values.ts";
import type { TypedAttribute } from "../value/typed-attribute.ts";
import { isLengths, valueOfJson } from "../value/values-of-json.ts";
import { parseNoted } from "./parse-noted.ts";

export interface ParsedNotes {
  /** The attributes without the notes. */
  readonly attributes: JsonObject;
  readonly sameAs: string | undefined;
  /** Committed in the group, by name. */
  readonly datatypes: ReadonlyMap<string, Datatype>;
  readonly links: ReadonlyMap<string, LinkTarget>;
  readonly typed: ReadonlyMap<string, TypedAttribute>;
  readonly isDimension: boolean;
  readonly isNull: boolean;
  readonly datatype: Datatype | CommittedDatatype | undefined;
  readonly maxShape: readonly (number | undefined)[] | undefined;
  readonly references: readonly WritableValue[] | undefined;
}

export function parseNotes({ [NOTES_NAME]: json, ...others }: JsonObject): ParsedNotes {
  const notes = isJsonObject(json) ? json : {};
  // Anything else is not ours.
  const attributes = json === undefined || isJsonObject(json) ? others : { ...others, [NOTES_NAME]: json };
  const { sameAs, links, attributes: noted, maxShape, references } = notes;
  const datatype = datatypeOf(notes);
  return {
    attributes,
    sameAs: typeof sameAs === "string" ? sameAs : undefined,
    datatypes: new Map(members(notes.datatypes).flatMap(([name, noted]) => namedDatatype(name, noted))),
    links: new Map(members(links).flatMap(([name, link]) => namedLink(name, link))),
    typed: new Map(members(noted).flatMap(([name, note]) => typedAttribute(name, note, attributes[name]))),
    isDimension: notes.isDimension === true,
    isNull: notes.isNull === true,
    datatype,
    maxShape: Array.isArray(maxShape)
      ? maxShape.map((length) => (isLength(length) ? length : undefined))
      : undefined,
    references:
      datatype?.class === "reference" && Array.isArray(references)
        ? heldValues(datatype, references, references.length)
        : undefined,
  };
}

function members(json: Json | undefined): readonly (readonly [string, Json])[] {
  return isJsonObject(json) ? jsonMembers(json) : [];
}

function isLength(json: Json): json is number {
  return isLengths([json]);
}

/** The datatype itself, or the path under which it is committed. */
function datatypeOf({ datatype: json, committed }: JsonObject): Datatype | CommittedDatatype | undefined {
  const datatype = parseNoted(json, parseDatatype);
  return datatype && typeof committed === "string"
    ? { class: "committed", path: committed.replace(/^\//, ""), datatype }
    : datatype;
}

function isMemberName(name: string): boolean {
  return !/^\.?$|[/\0]/.test(name);
}

function namedDatatype(name: string, json: Json): readonly (readonly [string, Datatype])[] {
  const datatype = parseNoted(json, parseDatatype);
  return datatype && isMemberName(name) ? [[name, datatype]] : [];
}

function namedLink(name: string, link: Json): readonly (readonly [string, LinkTarget])[] {
  if (!isJsonObject(link) || typeof link.path !== "string" || !isMemberName(name)) return [];
  const { kind, path, file } = link;
  if (kind === "hard" || kind === "soft") return [[name, { kind, path }]];
  return kind === "external" && typeof file === "string" ? [[name, { kind, path, file }]] : [];
}

/** None if the attribute has been changed so that the datatype does not hold it any more. */
function typedAttribute(
  name: string,
  note: Json,
  json: Json | undefined,
): readonly (readonly [string, TypedAttribute])[] {
  if (!isJsonObject(note) || json === undefined) return [];
  const datatype = datatypeOf(note);
  if (!datatype) return [];
  if (note.shape === null) {
    return json === null ? [[name, { datatype, shape: undefined, values: [] }]] : [];
  }
  if (!isLengths(note.shape)) return [];
  const elements = Array.isArray(note.values) ? note.values : leaves(json, note.shape);
  const values = elements && heldValues(plainDatatype(datatype), elements, elementCount(note.shape));
  return values ? [[name, { datatype, shape: note.shape, values }]] : [];
}

/** The elements of lists within lists; `undefined` if they are not as many. One may stand for a list of one. */
function leaves(json: Json, shape: readonly number[]): readonly Json[] | undefined {
  const count = elementCount(shape);
  if (!Array.isArray(json) && count === 1) return [json];
  if (count === 0)
    return Array.isArray(json) && json.flat(Number.POSITIVE_INFINITY).length === 0 ? [] : undefined;
  let items: readonly Json[] = [json];
  for (const length of shape) {
    const lists = items.filter(
      (item): item is readonly Json[] => Array.isArray(item) && item.length === length,
    );
    if (lists.length !== items.length) return undefined;
    items = lists.flat();
  }
  return items;
}

const NOWHERE: Referents = {
  has: () => true,
  store: (objects) => new Uint8Array(16 * objects.length),
  addressOf: () => 0,
  useDatatype: () => 0,
};

/** `undefined` unless all of `elements` are the datatype's, and as many as there have to be. */
export function heldValues(
  datatype: Datatype,
  elements: readonly Json[],
  count: number,
): readonly WritableValue[] | undefined {
  try {
    const values = elements.map((element) => valueOfJson(datatype, element));
    encodeValues(datatype, values, NOWHERE);
    return values.length === count ? values : undefined;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
