/**
 * Copying a whole hierarchy: every group and array at its path, with its attributes, OME-NGFF in the target's version.
 *
 * @module
 */

import { type CopyOptions, type CopyReport, copyArray, planArray } from "@chunkwright/convert";
import {
  type ArrayInfo,
  type ChunkSource,
  type Group,
  type GroupSink,
  isJsonObject,
  type JsonObject,
  joinPath,
} from "@chunkwright/core";
import { NOTES_NAME } from "@chunkwright/hdf5";
import { datasetDimensionNames, type UnreadPage } from "@chunkwright/ome";
import type { Host } from "../../host.ts";
import { mapArrays } from "../../map-arrays.ts";
import type { NoteNode } from "../../opened-source.ts";
import { spellNgff } from "../../spell-ngff.ts";
import { walkHierarchy } from "../../walk-hierarchy.ts";
import type { HierarchySettings } from "./hierarchy-target.ts";
import { choicesFor } from "./kept-chunks.ts";

export interface ArrayPlan {
  readonly path: string;
  readonly source: ChunkSource;
  readonly info: ArrayInfo;
}

export interface CopyPlan {
  /** What the copy leaves out. */
  readonly warnings: readonly string[];
  readonly groups: readonly { readonly path: string; readonly attributes: JsonObject }[];
  readonly arrays: readonly ArrayPlan[];
  /** What the copy lacks because it cannot be read. */
  readonly unread: readonly UnreadPage[];
}

/**
 * The groups and arrays of a copy of `root`, with the attributes that `notes` adds to each. In Zarr v3, a hierarchy of OME-NGFF 0.6 that says more than 0.5 can stays as it is.
 */
export async function planCopy(
  root: Group | ChunkSource,
  settings: HierarchySettings,
  notes: NoteNode,
  options: Host,
): Promise<CopyPlan> {
  const groups: { path: string; attributes: JsonObject; own: JsonObject }[] = [];
  const arrays: ArrayPlan[] = [];
  const unread: UnreadPage[] = [];
  const addresses: string[] = [];
  /** The axis names that multiscales give to arrays below them, by path from the root. */
  const axisNames = new Map<string, readonly string[]>();
  const lost = new Set<string>();
  for await (const { path, node } of walkHierarchy(root, options)) {
    if (node.kind === "unread") {
      unread.push({ path, error: node.error });
    } else if (node.kind === "group") {
      const { signal } = options;
      const onLoss = (what: string) => lost.add(what);
      const { attributes, isNgff } = await spellNgff(node, path, settings.ngffVersion, { signal, onLoss });
      const copied = settings.notation?.copied(attributes) ?? attributes;
      const noted = await notes(node, options);
      groups.push({ path, attributes: { ...copied, ...noted }, own: { ...node.attributes, ...noted } });
      if (!isNgff) continue;
      for (const [name, names] of datasetDimensionNames(node.attributes)) {
        axisNames.set(joinPath(path, name), names);
      }
    } else {
      const planned = planArray(node.info, await choicesFor([node], settings, path || "the array", options));
      const spelled = settings.spellAttributes?.(planned) ?? planned.attributes;
      const attributes = { ...spelled, ...(await notes(node, options)) };
      const info = { ...planned, attributes };
      if (holdsAddresses(attributes)) addresses.push(path);
      const dimensionNames = info.dimensionNames ?? axisNames.get(path);
      arrays.push({ path, source: node, info: { ...info, ...(dimensionNames && { dimensionNames }) } });
    }
  }
  const warnings = [
    ...unread.map(({ path, error }) => `${path} is left out: ${error.message}`),
    ...addresses.map(
      (path) => `references in ${path} stay addresses of the original, and lead nowhere in the copy`,
    ),
  ];
  if (settings.namesAllAxes) warnings.push(...arrays.flatMap(({ path, info }) => lostNames(path, info)));
  // Only 0.6 says what 0.5 has no place for, and both are for Zarr v3.
  if (lost.size > 0 && settings.ngffVersion === "0.5" && !settings.isVersionFixed) {
    return { groups: groups.map(({ path, own }) => ({ path, attributes: own })), arrays, unread, warnings };
  }
  for (const what of lost) {
    warnings.push(`OME-NGFF ${settings.ngffVersion} has no place for ${what}: left out`);
  }
  return { groups, arrays, unread, warnings };
}

function holdsAddresses({ [NOTES_NAME]: notes }: JsonObject): boolean {
  return isJsonObject(notes) && notes.references === "addresses";
}

/** What to say of names that only some axes of an array have. */
function lostNames(path: string, { dimensionNames = [] }: ArrayInfo): readonly string[] {
  const names = dimensionNames.filter((name) => name !== null);
  if (names.length === 0 || names.length === dimensionNames.length) return [];
  const which = names.map((name) => JSON.stringify(name)).join(", ");
  return [`${path || "the array"} loses the names ${which}: its other axes have none`];
}

/** Writes the copy; `sink` is not closed. */
export async function copyHierarchy(
  plan: CopyPlan,
  sink: GroupSink,
  options: CopyOptions,
): Promise<readonly CopyReport[]> {
  for (const { path, attributes } of plan.groups) await sink.createGroup(path, attributes, options);
  const copy = async ({ path, source, info }: ArrayPlan): Promise<CopyReport> => {
    const array = await sink.createArray(path, info, options);
    const report = await copyArray(source, array, options);
    await array.close();
    return report;
  };
  const reports: CopyReport[] = [];
  if (options.isRemote) {
    for await (const report of mapArrays(plan.arrays, ({ info }) => info, copy)) reports.push(report);
  } else {
    for (const array of plan.arrays) reports.push(await copy(array));
  }
  return reports;
}
