/**
 * Whether a hierarchy holds all that another does: every group, array, attribute and element, by path.
 *
 * @module
 */

import { compareArrays } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type ChunkSource,
  type Group,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEquals,
  jsonMembers,
  scalarEquals,
} from "@chunkwright/core";
import { NOTES_NAME } from "@chunkwright/hdf5";
import {
  type CompareOptions,
  type Comparison,
  type Difference,
  describeDifference,
} from "./compare-images.ts";
import { spellMissingValue } from "./spell-missing-value.ts";
import { spellNgff } from "./spell-ngff.ts";
import { walkHierarchy } from "./walk-hierarchy.ts";

type Node = Group | ChunkSource;

/**
 * OME-NGFF metadata is compared by what it says, not by how a version spells it; chunks and codecs are not, and fill
 * values that differ, since N5 has only zero, are noted.
 */
export async function compareHierarchies(a: Node, b: Node, options: CompareOptions): Promise<Comparison> {
  const [left, right] = [await nodesByPath(a, options), await nodesByPath(b, options)];
  const differences: Difference[] = [];
  const notes: string[] = [];
  let compared = 0;
  for (const path of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const [x, y] = [left.get(path), right.get(path)];
    const where = `${(x ?? y)?.kind} ${path || "."}`;
    if (x?.kind !== y?.kind) {
      differences.push({ where, what: "what is there", a: x?.kind ?? "nothing", b: y?.kind ?? "nothing" });
    } else if (x?.kind === "group" && y?.kind === "group") {
      differences.push(...(await compareGroups(path, x, y, options)));
    } else if (x?.kind === "array" && y?.kind === "array") {
      compared += 1;
      differences.push(...compareStatements(where, x.info, y.info));
      notes.push(...compareFillValues(where, x.info, y.info));
      const found = await compareArrays(x, y, options);
      if (found) differences.push(describeDifference(where, found));
    }
  }
  return { differences, notes, compared };
}

async function nodesByPath(root: Node, options: CompareOptions): Promise<Map<string, Node>> {
  const nodes = new Map<string, Node>();
  for await (const { path, node } of walkHierarchy(root, options)) nodes.set(path, node);
  return nodes;
}

/** Equal attributes may say what no other version can: those are not spelled anew. */
async function compareGroups(
  path: string,
  a: Group,
  b: Group,
  { signal }: CompareOptions,
): Promise<Difference[]> {
  if (jsonEquals(a.attributes, b.attributes)) return [];
  const [left, right] = await Promise.all(
    [a, b].map(async (group) => {
      const attributes = withoutDimensions((await spellNgff(group, path, "0.5", { signal })).attributes);
      return isJsonObject(attributes.ome)
        ? { ...attributes, ome: withoutVersions(attributes.ome) }
        : attributes;
    }),
  );
  return compareAttributes(`group ${path || "."}`, left ?? {}, right ?? {});
}

/** ome-zarr-py repeats in 0.5 the versions that members had before, and forgets that of `labels`. */
function withoutVersions({ version: _, ...members }: JsonObject): JsonObject {
  const withoutVersion = (member: Json): Json => {
    if (!isJsonObject(member)) return member;
    const { version: _, ...rest } = member;
    return rest;
  };
  return Object.fromEntries(jsonMembers(members).map(([name, member]) => [name, withoutVersion(member)]));
}

function compareStatements(where: string, a: ArrayInfo, b: ArrayInfo): Difference[] {
  const differences = compareAttributes(
    where,
    withoutDimensions(spellMissingValue(a)),
    withoutDimensions(spellMissingValue(b)),
  );
  // A version may have no place for dimension names; those that both sides have must agree.
  if (a.dimensionNames && b.dimensionNames && !jsonEquals(a.dimensionNames, b.dimensionNames)) {
    const [left, right] = [a.dimensionNames.join(", "), b.dimensionNames.join(", ")];
    differences.push({ where, what: "dimension names", a: left, b: right });
  }
  return differences;
}

/** Elements are compared whether they are stored or not: only what is written later could tell fill values apart. */
function compareFillValues(where: string, a: ArrayInfo, b: ArrayInfo): readonly string[] {
  if (scalarEquals(a.fillValue, b.fillValue)) return [];
  return [`${where}: the fill value is ${String(a.fillValue)} in A, ${String(b.fillValue)} in B`];
}

function compareAttributes(where: string, a: JsonObject, b: JsonObject): Difference[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return names
    .filter((name) => !jsonEquals(a[name], b[name]))
    .map((name) => ({ where, what: `attribute ${name}`, a: shown(a[name]), b: shown(b[name]) }));
}

/**
 * xarray's name for Zarr v2's missing dimension names says the same as `dimensionNames`, and as axes of groups; notes on
 * HDF5 say what copies in other formats cannot.
 */
function withoutDimensions({ _ARRAY_DIMENSIONS: _, [NOTES_NAME]: _notes, ...rest }: JsonObject): JsonObject {
  return rest;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "none";
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
