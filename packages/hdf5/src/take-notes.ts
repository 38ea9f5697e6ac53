/**
 * Taking notes of the objects of a file.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type DataType,
  elementCount,
  type Group,
  isStorageError,
  type Json,
  type JsonObject,
  jsonEquals,
  printBase64,
  readRegion,
} from "@chunkwright/core";
import type { Hdf5Attribute } from "./attribute.ts";
import type { Datatype } from "./datatype.ts";
import { NO_VARIABLE } from "./dimension-names.ts";
import type { Hdf5Dataset, Hdf5File, Hdf5Group } from "./hdf5-file.ts";
import { toJson } from "./json-value.ts";
import type { NotedAttribute, NotedLink, NotedReference, Notes } from "./notes.ts";
import type { Selection } from "./selection.ts";
import { Hdf5Reference, type Hdf5Value } from "./values.ts";
import { plainDatatype } from "./write/committed-datatype.ts";
import { elementDatatype, isRecordOfText, isStoredAs } from "./write/element-datatype.ts";
import { jsonAttribute } from "./write/json-attribute.ts";
import { packedDatatype } from "./write/packed-datatype.ts";
import { printDatatype } from "./write/print-datatype.ts";
import { isPrintable, printSelection } from "./write/print-selection.ts";

/** The notes on a group or dataset of the file, for `NOTES_NAME`; `undefined` if there is nothing to note. */
export type NoteTaker = (node: Group | ChunkSource, options?: CallOptions) => Promise<JsonObject | undefined>;

type ReferenceDatatype = Extract<Datatype, { readonly class: "reference" }>;

/** Arrays of more references are copied without. */
const MAX_REFERENCES = 65536;

/** For a walk over all of the file, groups before what they hold: objects with several links are noted. */
export function noteTaker(file: Hdf5File): NoteTaker {
  /** Paths of what has been visited, by address. */
  const visited = new Map<number, string>();
  return async (node, options) => {
    if (!isOfHdf5(node)) return undefined;
    const known = visited.get(node.address);
    if (known !== undefined && known !== node.path) return { sameAs: known };
    visited.set(node.address, node.path);
    const attributes = await notedAttributes(file, node, options);
    const own =
      node.kind === "group"
        ? await notedLinks(node, visited, options)
        : await notedElements(file, node, options);
    const notes: Notes = { ...own, ...(attributes && { attributes }) };
    return Object.keys(notes).length > 0 ? (notes as JsonObject) : undefined;
  };
}

function isOfHdf5(node: Group | ChunkSource): node is Hdf5Group | Hdf5Dataset {
  return "typedAttributes" in node && "address" in node;
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
  file: Hdf5File,
  node: Hdf5Group | Hdf5Dataset,
  options?: CallOptions,
): Promise<Notes["attributes"]> {
  const { attributes } = node.kind === "group" ? node : node.info;
  const noted: [string, NotedAttribute][] = [];
  for (const [name, attribute] of node.typedAttributes) {
    const json = attributes[name];
    const note = json !== undefined && (await notedAttribute(file, attribute, json, options));
    if (note) noted.push([name, note]);
  }
  return noted.length > 0 ? Object.fromEntries(noted) : undefined;
}

/** `undefined` for attributes whose JSON says it all, and for datatypes that cannot be written. */
async function notedAttribute(
  file: Hdf5File,
  attribute: Hdf5Attribute,
  json: Json,
  options?: CallOptions,
): Promise<NotedAttribute | undefined> {
  const { shape = null } = attribute;
  const datatype = printed(attribute.datatype);
  if (datatype === undefined) return undefined;
  const { value, isText } = jsonAttribute(json);
  // A text that stands for JSON is our writer's; it would write the same again. Nor does the length of a string matter.
  if (shape?.length === 0 && isText && attribute.datatype.class.endsWith("string")) return undefined;
  if (shape?.length === 0 && attribute.datatype.class === "string") return undefined;
  const own = "bytes" in value ? printed(plainDatatype(value.datatype)) : undefined;
  if (own === datatype && jsonEquals(value.shape ?? null, shape)) return undefined;
  if (!hasReferences(attribute.datatype)) return { datatype, shape };
  const values: Json[] = [];
  for (const one of await attribute.values(options)) values.push(await withPaths(file, one, options));
  return { datatype, shape, values };
}

async function notedElements(
  file: Hdf5File,
  dataset: Hdf5Dataset,
  options?: CallOptions,
): Promise<Omit<Notes, "links" | "attributes">> {
  const { info, maxShape } = dataset;
  const isGrowing = maxShape.some((length, axis) => {
    const own = info.shape[axis]!;
    return length !== own && length !== Math.max(own, info.chunkShape[axis]!);
  });
  const [name] = (await dataset.typedAttributes.get("NAME")?.values(options)) ?? [];
  const isDimension = typeof name === "string" && name.startsWith(NO_VARIABLE);
  return {
    ...(isDimension && { isDimension }),
    ...(await notedDatatype(file, dataset, options)),
    ...(isGrowing && { maxShape: maxShape.map((length) => length ?? null) }),
  };
}

/** Nothing for a datatype that our writer would choose itself, and for elements that are converted. */
async function notedDatatype(
  file: Hdf5File,
  dataset: Hdf5Dataset,
  options?: CallOptions,
): Promise<Pick<Notes, "datatype" | "references">> {
  const { info } = dataset;
  if (dataset.datatype.class === "reference") {
    const text = printed(dataset.datatype);
    const references = text && (await notedReferences(file, dataset, dataset.datatype, options));
    return references ? { datatype: text, references } : {};
  }
  const datatype = copiedDatatype(dataset.datatype, info.dataType);
  const text = printed(datatype);
  if (text === undefined) return {};
  const serializer = info.codecs[0]?.configuration;
  const endian = serializer?.endian === "big" ? "big" : "little";
  const isOwn = printed(elementDatatype(info, endian).datatype) === text;
  // Records with text in them are text of JSON, from which they can be made again; but not what they refer to.
  const isRecord = isRecordOfText(datatype, info.dataType) && !hasReferences(datatype);
  const isKept = isStoredAs(datatype, info.dataType, endian) || isRecord;
  return isOwn || !isKept ? {} : { datatype: text };
}

/** Records come out packed, and so do the elements of sequences. */
function copiedDatatype(datatype: Datatype, dataType: DataType): Datatype {
  const isPacked = datatype.class === "vlen" || datatype.class === "compound";
  return isPacked && !isRecordOfText(datatype, dataType) ? packedDatatype(datatype) : datatype;
}

/** `undefined` for so many that they are copied as what they are, addresses. */
async function notedReferences(
  file: Hdf5File,
  dataset: Hdf5Dataset,
  { kind, byteLength }: ReferenceDatatype,
  options?: CallOptions,
): Promise<readonly NotedReference[] | undefined> {
  const { shape } = dataset.info;
  const count = elementCount(shape);
  if (count > MAX_REFERENCES) return undefined;
  const { data } = await readRegion(dataset, { start: shape.map(() => 0), shape }, options);
  if (!(data instanceof Uint8Array)) return undefined;
  const noted: NotedReference[] = [];
  for (let n = 0; n < count; n += 1) {
    const bytes = data.slice(n * byteLength, (n + 1) * byteLength);
    noted.push(await notedReference(file, new Hdf5Reference(kind, bytes), options));
  }
  return noted;
}

/** A value with the paths of objects in the stead of references to them. */
async function withPaths(file: Hdf5File, value: Hdf5Value, options?: CallOptions): Promise<Json> {
  if (value instanceof Hdf5Reference) return notedReference(file, value, options);
  if (value instanceof Uint8Array || typeof value !== "object") return toJson(value);
  const isList = Array.isArray(value);
  const entries: [string, Json][] = [];
  for (const [name, item] of Object.entries(value)) {
    entries.push([name, await withPaths(file, item as Hdf5Value, options)]);
  }
  return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/** null for one that leads nowhere, to another file, or to what cannot be written. */
async function notedReference(
  file: Hdf5File,
  reference: Hdf5Reference,
  options?: CallOptions,
): Promise<NotedReference> {
  try {
    const target = await file.resolveReference(reference, options);
    const { path, selection } = target;
    if (path === undefined || target.file !== undefined || target.attribute !== undefined) return null;
    if (!selection) return { path };
    const box = boxOf(selection);
    if (box) return { path, ...box };
    return isPrintable(selection) ? { path, selection: printBase64(printSelection(selection)) } : null;
  } catch (error) {
    if (isStorageError(error, "invalid-data", "unsupported", "not-found")) return null;
    throw error;
  }
}

function boxOf(selection: Selection): { readonly start: number[]; readonly shape: number[] } | undefined {
  if (selection.kind !== "hyperslab") return undefined;
  const shape: number[] = [];
  for (const { count, block } of selection.axes) {
    if (count !== 1 || block === undefined) return undefined;
    shape.push(block);
  }
  return { start: selection.axes.map(({ start }) => start), shape };
}

function hasReferences(datatype: Datatype): boolean {
  switch (datatype.class) {
    case "reference":
      return true;
    case "compound":
      return datatype.members.some((member) => hasReferences(member.datatype));
    case "vlen":
    case "array":
      return hasReferences(datatype.base);
    default:
      return false;
  }
}

/** `undefined` for a datatype that HDF5 1.8 does not know. */
function printed(datatype: Datatype): string | undefined {
  try {
    return printBase64(printDatatype(datatype));
  } catch (error) {
    if (isStorageError(error, "unsupported")) return undefined;
    throw error;
  }
}
