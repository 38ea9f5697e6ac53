/**
 * Whether a hierarchy holds everything that another does: every group, array, attribute and element, by path.
 *
 * @module
 */

import { type ArrayDifference, compareArrays } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type ChunkSource,
  chunkIndices,
  type Group,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEquals,
  jsonMembers,
  printJson,
  scalarEquals,
} from "@chunkwright/core";
import { NOTES_NAME } from "@chunkwright/hdf5";
import { mapArrays } from "../map-arrays.ts";
import type { NoteNode } from "../opened-source.ts";
import { comparableMissingValue } from "../spell-missing-value.ts";
import { spellNgff } from "../spell-ngff.ts";
import { type UnreadNode, walkHierarchy } from "../walk-hierarchy.ts";
import {
  type CompareOptions,
  type Comparison,
  type Difference,
  describeDifference,
} from "./compare-images.ts";
import { nameAttributes, nameElements } from "./named-references.ts";

type Node = Group | ChunkSource;

export interface ComparedHierarchy {
  readonly root: Node;
  /** As in `OpenedSource`. */
  readonly noteNodes?: (() => NoteNode) | undefined;
}

/**
 * OME-NGFF metadata is compared by meaning, not by a version's notation, and references by their targets. Chunks and
 * codecs are not compared; different fill values are only noted, since N5 has none but zero.
 */
export async function compareHierarchies(
  a: ComparedHierarchy,
  b: ComparedHierarchy,
  options: CompareOptions,
): Promise<Comparison> {
  const [left, right] = await Promise.all([nodesByPath(a.root, options), nodesByPath(b.root, options)]);
  const [noteLeft, noteRight] = [noteTaker(a), noteTaker(b)];
  /** By path, without those of elements. */
  const found: FoundAt[] = [];
  const remarks: string[] = [];
  for (const path of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const [x, y] = [left.get(path), right.get(path)];
    if (x?.kind === "unread" || y?.kind === "unread") {
      found.push({
        differences: [{ where: `node ${path}`, what: "what is there", a: presence(x), b: presence(y) }],
      });
      continue;
    }
    const where = `${(x ?? y)?.kind} ${path || "."}`;
    const notes: BothNotes = [
      x ? await noteLeft(path, x, options) : {},
      y ? await noteRight(path, y, options) : {},
    ];
    if (x?.kind !== y?.kind) {
      found.push({ differences: [{ where, what: "what is there", a: presence(x), b: presence(y) }] });
    } else if (x?.kind === "group" && y?.kind === "group") {
      found.push({ differences: await compareGroups(path, x, y, notes, options) });
    } else if (x?.kind === "array" && y?.kind === "array") {
      const differences = compareStatements(where, x.info, y.info, notes);
      found.push({ differences, arrays: { where, pair: [x, y], notes } });
      remarks.push(...compareFillValues(where, x.info, y.info), ...remarkAddresses(where, notes));
    }
  }
  const differences: Difference[] = [];
  const compareAt = async ({ differences: stated, arrays }: FoundAt): Promise<readonly Difference[]> => {
    const elements = arrays && (await compareElements(...arrays.pair, arrays.notes, options));
    return elements ? [...stated, describeDifference(arrays.where, elements)] : stated;
  };
  for await (const at of mapArrays(found, ({ arrays }) => arrays?.pair[0].info, compareAt)) {
    differences.push(...at);
  }
  return { differences, notes: remarks, compared: found.filter(({ arrays }) => arrays).length };
}

/** In what two nodes differ, and arrays whose elements are to be compared. */
interface FoundAt {
  readonly differences: readonly Difference[];
  readonly arrays?: {
    readonly where: string;
    readonly pair: readonly [ChunkSource, ChunkSource];
    readonly notes: BothNotes;
  };
}

function presence(node: Node | UnreadNode | undefined): string {
  return node?.kind === "unread" ? `unread (${node.error.message})` : (node?.kind ?? "nothing");
}

async function nodesByPath(root: Node, options: CompareOptions): Promise<Map<string, Node | UnreadNode>> {
  const nodes = new Map<string, Node | UnreadNode>();
  for await (const { path, node } of walkHierarchy(root, options)) nodes.set(path, node);
  return nodes;
}

/** What each side notes of a node beyond its attributes and elements: `NOTES_NAME`. */
type BothNotes = readonly [a: JsonObject, b: JsonObject];

/** Takes notes of one node after another. Sources that cannot may be copies of those that can. */
function noteTaker({ noteNodes }: ComparedHierarchy) {
  const take = noteNodes?.();
  const taken = new Map<string, JsonObject>();
  return async (path: string, node: Node, { signal }: CompareOptions): Promise<JsonObject> => {
    const own = node.kind === "group" ? node.attributes : node.info.attributes;
    const { [NOTES_NAME]: found = own[NOTES_NAME] } = (await take?.(node, { signal })) ?? {};
    const notes = isJsonObject(found) ? found : {};
    taken.set(path, notes);
    // The same object by another path: its notes have been taken there.
    const { sameAs } = notes;
    return (typeof sameAs === "string" && taken.get(sameAs.replace(/^\//, ""))) || notes;
  };
}

/** Equal attributes are not translated: they may say what no other version can. Of others that is only named. */
async function compareGroups(
  path: string,
  a: Group,
  b: Group,
  notes: BothNotes,
  { signal }: CompareOptions,
): Promise<Difference[]> {
  if (jsonEquals(a.attributes, b.attributes) && jsonEquals(...notes)) return [];
  const lost: readonly [string[], string[]] = [[], []];
  const [left, right] = await Promise.all(
    [a, b].map(async (group, side) => {
      const onLoss = (what: string) => lost[side]?.push(what);
      const spelled = await spellNgff(group, path, "0.5", { signal, onLoss });
      const attributes = withoutDimensions(spelled.attributes);
      // Up to 0.4, members are mixed with the attributes, and cannot be distinguished from others.
      const { ome, ...others } = attributes;
      return isJsonObject(ome) ? { ...others, ...withoutVersions(ome) } : attributes;
    }),
  );
  const where = `group ${path || "."}`;
  const [inA, inB] = [lost[0].join(", ") || "none", lost[1].join(", ") || "none"];
  return [
    ...(inA === inB ? [] : [{ where, what: "beyond OME-NGFF 0.5", a: inA, b: inB }]),
    ...compareAttributes(where, left ?? {}, right ?? {}, notes),
  ];
}

/** ome-zarr-py and iohub repeat in 0.5 the versions that members had before; the former omits that of `labels`. */
function withoutVersions({ version: _, ...members }: JsonObject): JsonObject {
  const withoutVersion = (member: Json): Json => {
    if (Array.isArray(member)) return member.map(withoutVersion);
    if (!isJsonObject(member)) return member;
    const { version: _, ...rest } = member;
    return rest;
  };
  return Object.fromEntries(jsonMembers(members).map(([name, member]) => [name, withoutVersion(member)]));
}

function compareStatements(where: string, a: ArrayInfo, b: ArrayInfo, notes: BothNotes): Difference[] {
  const differences = compareAttributes(
    where,
    withoutDimensions(comparableMissingValue(a)),
    withoutDimensions(comparableMissingValue(b)),
    notes,
  );
  // A version may have no place for dimension names; names on both sides must agree.
  if (a.dimensionNames && b.dimensionNames && !jsonEquals(a.dimensionNames, b.dimensionNames)) {
    const [left, right] = [a.dimensionNames.join(", "), b.dimensionNames.join(", ")];
    differences.push({ where, what: "dimension names", a: left, b: right });
  }
  return differences;
}

/** Elements are compared whether stored or not; fill values themselves matter only for what is written later. */
function compareFillValues(where: string, a: ArrayInfo, b: ArrayInfo): readonly string[] {
  if (scalarEquals(a.fillValue, b.fillValue)) return [];
  return [`${where}: the fill value is ${String(a.fillValue)} in A, ${String(b.fillValue)} in B`];
}

function remarkAddresses(where: string, notes: BothNotes): readonly string[] {
  return notes.some(({ references }) => references === "addresses")
    ? [`${where}: its references are compared by address, which may differ where they lead to the same`]
    : [];
}

/** References are equal if their names are; other elements are compared as they are. */
async function compareElements(
  a: ChunkSource,
  b: ChunkSource,
  notes: BothNotes,
  options: CompareOptions,
): Promise<ArrayDifference | undefined> {
  const [left, right] = [
    await nameElements(a, notes[0], notes[1], options),
    await nameElements(b, notes[1], notes[0], options),
  ];
  const { shape } = a.info;
  if (!left || !right || !jsonEquals(shape, b.info.shape)) return compareArrays(a, b, options);
  const differing = [...chunkIndices(shape)].flatMap((index, n) =>
    jsonEquals(left[n], right[n]) ? [] : [{ first: index, a: shown(left[n]), b: shown(right[n]) }],
  );
  return differing[0] && { kind: "elements", count: differing.length, ...differing[0] };
}

function compareAttributes(
  where: string,
  left: JsonObject,
  right: JsonObject,
  notes: BothNotes,
): Difference[] {
  const a = nameAttributes(left, notes[0], notes[1]);
  const b = nameAttributes(right, notes[1], notes[0]);
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return names
    .filter((name) => !jsonEquals(a[name], b[name]))
    .map((name) => ({ where, what: `attribute ${name}`, a: shown(a[name]), b: shown(b[name]) }));
}

/**
 * xarray's attribute for dimension names repeats `dimensionNames`, or the axes of groups; notes on HDF5 hold what
 * copies in other formats cannot; netCDF records which programs wrote a file.
 */
function withoutDimensions({
  _ARRAY_DIMENSIONS: _,
  _NCProperties: _writers,
  [NOTES_NAME]: _notes,
  ...rest
}: JsonObject): JsonObject {
  return rest;
}

function shown(value: Json | undefined): string {
  const text = value === undefined ? "none" : printJson(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
