/**
 * Taking notes of the objects of a file.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type DataType,
  encodeBase64,
  type Group,
  isStorageError,
  type Json,
  type JsonObject,
  jsonEquals,
} from "@chunkwright/core";
import type { Hdf5Dataset, Hdf5File, Hdf5Group } from "../hdf5-file.ts";
import type { Hdf5Attribute } from "../object/attribute.ts";
import { NO_VARIABLE } from "../object/dimension-names.ts";
import type { Datatype } from "../type/datatype.ts";
import { printDatatype } from "../write/print/print-datatype.ts";
import { plainDatatype } from "../write/type/committed-datatype.ts";
import { VLEN_STRING } from "../write/type/datatypes.ts";
import { elementDatatype, isRecordOfText, isStoredAs } from "../write/type/element-datatype.ts";
import { packedDatatype } from "../write/type/packed-datatype.ts";
import { type JsonAttribute, jsonAttribute } from "../write/value/json-attribute.ts";
import { missingValue } from "../write/value/missing-value.ts";
import { hasReferences, notedReferences, withPaths } from "./note-references.ts";
import type { NotedAttribute, NotedLink, Notes } from "./notes.ts";

/** The notes on a group or dataset of the file, for `NOTES_NAME`; `undefined` if there is nothing to note. */
export type NoteTaker = (node: Group | ChunkSource, options?: CallOptions) => Promise<JsonObject | undefined>;

/** What is known of the file after a part of the walk over it. */
interface Walk {
  readonly file: Hdf5File;
  /** Paths of what has been visited, by address. */
  readonly visited: Map<number, string>;
  /** Committed datatypes of the groups that have been visited, by address. */
  readonly committed: Map<number, NotedDatatype>;
}

/** A datatype as notes spell it. */
interface NotedDatatype {
  readonly datatype: string;
  readonly committed?: string;
}

/** For a walk over all of the file, groups before what they hold: objects with several links are noted. */
export function noteTaker(file: Hdf5File): NoteTaker {
  const walk: Walk = { file, visited: new Map(), committed: new Map() };
  const { visited } = walk;
  return async (node, options) => {
    if (!isOfHdf5(node)) return undefined;
    const known = visited.get(node.address);
    if (known !== undefined && known !== node.path) return { sameAs: known };
    visited.set(node.address, node.path);
    const own =
      node.kind === "group"
        ? { ...(await notedDatatypes(node, walk, options)), ...(await notedLinks(node, visited, options)) }
        : await notedElements(node, walk, options);
    const attributes = await notedAttributes(node, walk, options);
    const notes: Notes = { ...own, ...(attributes && { attributes }) };
    return Object.keys(notes).length > 0 ? (notes as JsonObject) : undefined;
  };
}

function isOfHdf5(node: Group | ChunkSource): node is Hdf5Group | Hdf5Dataset {
  return "typedAttributes" in node && "address" in node;
}

/** The committed datatypes of a group as they are in copies: see `copiedDatatype`. */
async function notedDatatypes(
  group: Hdf5Group,
  { committed }: Walk,
  options?: CallOptions,
): Promise<Pick<Notes, "datatypes">> {
  const noted: [string, string][] = [];
  const above = group.path === "/" ? "" : group.path;
  for (const [name, { datatype, address }] of await group.datatypes(options)) {
    const text = printed(isPackable(datatype) ? packedDatatype(datatype) : datatype);
    if (text === undefined || committed.has(address)) continue;
    noted.push([name, text]);
    committed.set(address, { datatype: text, committed: `${above}/${name}` });
  }
  return noted.length > 0 ? { datatypes: Object.fromEntries(noted) } : {};
}

/** Hard links back to groups above have no member in the copy. */
async function notedLinks(
  group: Hdf5Group,
  visited: ReadonlyMap<number, string>,
  options?: CallOptions,
): Promise<Pick<Notes, "links">> {
  const noted: [string, NotedLink][] = [];
  for (const { name, ...link } of await group.links(options)) {
    if (link.kind === "soft" || link.kind === "external") noted.push([name, link]);
    const above = link.kind === "hard" ? visited.get(link.address) : undefined;
    if (above !== undefined && isAbove(above, group.path)) noted.push([name, { kind: "hard", path: above }]);
  }
  return noted.length > 0 ? { links: Object.fromEntries(noted) } : {};
}

function isAbove(path: string, other: string): boolean {
  return path === "/" || path === other || other.startsWith(`${path}/`);
}

async function notedAttributes(
  node: Hdf5Group | Hdf5Dataset,
  walk: Walk,
  options?: CallOptions,
): Promise<Notes["attributes"]> {
  const { attributes } = node.kind === "group" ? node : node.info;
  const missing = node.kind === "array" ? missingValue(node.info) : undefined;
  const noted: [string, NotedAttribute][] = [];
  for (const [name, attribute] of node.typedAttributes) {
    const json = attributes[name];
    if (json === undefined) continue;
    const isMissing = name === "_FillValue" && missing !== undefined;
    const own = isMissing ? { value: missing, isText: false } : jsonAttribute(json);
    // A text that stands for JSON is our writer's: it would write the same again.
    if (own.isText && (await isOtherText(attribute, json, options))) continue;
    const note = await notedAttribute(attribute, own, walk, options);
    if (note) noted.push([name, note]);
  }
  return noted.length > 0 ? Object.fromEntries(noted) : undefined;
}

/** Whether the attribute is one text, and not the one that its JSON is. */
async function isOtherText(
  { shape, datatype, datatypeAddress, values }: Hdf5Attribute,
  json: Json,
  options?: CallOptions,
): Promise<boolean> {
  const isText = shape?.length === 0 && datatypeAddress === undefined && datatype.class.endsWith("string");
  return isText && (await values(options))[0] !== json;
}

/** `undefined` for attributes that our writer would store the same, and for datatypes that cannot be written. */
async function notedAttribute(
  attribute: Hdf5Attribute,
  { value }: JsonAttribute,
  { file, committed }: Walk,
  options?: CallOptions,
): Promise<NotedAttribute | undefined> {
  const { shape = null } = attribute;
  const shared =
    attribute.datatypeAddress === undefined ? undefined : committed.get(attribute.datatypeAddress);
  const datatype = printed(attribute.datatype);
  if (datatype === undefined) return undefined;
  if (!shared) {
    const own = printed("datatype" in value ? plainDatatype(value.datatype) : VLEN_STRING);
    if (own === datatype && jsonEquals(value.shape ?? null, shape)) return undefined;
  }
  const noted = { ...(shared ?? { datatype }), shape };
  if (!hasReferences(attribute.datatype)) return noted;
  const values: Json[] = [];
  for (const one of await attribute.values(options)) values.push(await withPaths(file, one, options));
  return { ...noted, values };
}

async function notedElements(
  dataset: Hdf5Dataset,
  walk: Walk,
  options?: CallOptions,
): Promise<Omit<Notes, "links" | "attributes">> {
  const { info, maxShape, isNull } = dataset;
  const isGrowing = maxShape.some((length, axis) => {
    const own = info.shape[axis]!;
    return length !== own && length !== Math.max(own, info.chunkShape[axis]!);
  });
  const [name] = (await dataset.typedAttributes.get("NAME")?.values(options)) ?? [];
  const isDimension = typeof name === "string" && name.startsWith(NO_VARIABLE);
  return {
    ...(isDimension && { isDimension }),
    ...(isNull && { isNull }),
    ...(await notedDatatype(dataset, walk, options)),
    ...(isGrowing && { maxShape: maxShape.map((length) => length ?? null) }),
  };
}

/** Nothing for a datatype that our writer would choose itself, and for elements that are converted. */
async function notedDatatype(
  dataset: Hdf5Dataset,
  { file, committed }: Walk,
  options?: CallOptions,
): Promise<Pick<Notes, "datatype" | "committed" | "references">> {
  const { info } = dataset;
  if (dataset.datatype.class === "reference") {
    const text = printed(dataset.datatype);
    const references = text && (await notedReferences(file, dataset, dataset.datatype, options));
    return references ? { datatype: text, references } : ADDRESSES;
  }
  const datatype = copiedDatatype(dataset.datatype, info.dataType);
  const text = printed(datatype);
  const addresses = hasReferences(dataset.datatype) ? ADDRESSES : {};
  if (text === undefined) return addresses;
  const shared = dataset.datatypeAddress === undefined ? undefined : committed.get(dataset.datatypeAddress);
  const serializer = info.codecs[0]?.configuration;
  const endian = serializer?.endian === "big" ? "big" : "little";
  const isOwn = !shared && !dataset.isNull && printed(elementDatatype(info, endian).datatype) === text;
  // Records with text in them are text of JSON, from which they can be made again; but not what they refer to.
  const isRecord = isRecordOfText(datatype, info.dataType) && !hasReferences(datatype);
  const isKept = dataset.isNull || isStoredAs(datatype, info.dataType, endian) || isRecord;
  return isOwn || !isKept ? addresses : { ...addresses, ...(shared ?? { datatype: text }) };
}

const ADDRESSES = { references: "addresses" } as const;

/** Records come out packed, and so do the elements of sequences. */
function copiedDatatype(datatype: Datatype, dataType: DataType): Datatype {
  return isPackable(datatype) && !isRecordOfText(datatype, dataType) ? packedDatatype(datatype) : datatype;
}

function isPackable({ class: kind }: Datatype): boolean {
  return kind === "vlen" || kind === "compound";
}

/** `undefined` for a datatype that HDF5 1.8 does not know. */
function printed(datatype: Datatype): string | undefined {
  try {
    return encodeBase64(printDatatype(datatype));
  } catch (error) {
    if (isStorageError(error, "unsupported")) return undefined;
    throw error;
  }
}
