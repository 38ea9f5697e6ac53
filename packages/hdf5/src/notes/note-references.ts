/**
 * Noting what references refer to: objects by their paths, and parts of them.
 *
 * @module
 */

import {
  type CallOptions,
  elementCount,
  encodeBase64,
  isStorageError,
  type Json,
  readRegion,
} from "@chunkwright/core";
import type { Selection } from "../array/selection.ts";
import type { Hdf5Dataset, Hdf5File } from "../hdf5-file.ts";
import type { Datatype } from "../type/datatype.ts";
import { toJson } from "../value/json-value.ts";
import { Hdf5Reference, type Hdf5Value } from "../value/values.ts";
import { isPrintable, printSelection } from "../write/print/print-selection.ts";
import type { NotedReference } from "./notes.ts";

export type ReferenceDatatype = Extract<Datatype, { readonly class: "reference" }>;

/** References of larger arrays are not noted. */
const MAX_REFERENCES = 65536;

/** `undefined` if there are too many: then they are copied as addresses. */
export async function notedReferences(
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

/** A value with references replaced by the paths of the objects that they refer to. */
export async function withPaths(file: Hdf5File, value: Hdf5Value, options?: CallOptions): Promise<Json> {
  if (value instanceof Hdf5Reference) return notedReference(file, value, options);
  if (value instanceof Uint8Array || typeof value !== "object") return toJson(value);
  const isList = Array.isArray(value);
  const entries: [string, Json][] = [];
  for (const [name, item] of Object.entries(value)) {
    entries.push([name, await withPaths(file, item as Hdf5Value, options)]);
  }
  return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/** null if it leads nowhere, to another file, or to something that cannot be written. */
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
    return isPrintable(selection) ? { path, selection: encodeBase64(printSelection(selection)) } : null;
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

export function hasReferences(datatype: Datatype): boolean {
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
