/**
 * Copying a hierarchy that holds arrays but no images: same paths, same attributes.
 *
 * @module
 */

import { type CopyOptions, type CopyReport, copyArray, planArray } from "@chunkwright/convert";
import type { ArrayInfo, ChunkSource, Group, GroupSink } from "@chunkwright/core";
import type { ZarrSettings } from "./zarr-settings.ts";

export interface ArrayPlan {
  readonly path: string;
  readonly source: ChunkSource;
  readonly info: ArrayInfo;
}

export interface CopyPlan {
  readonly groups: readonly { readonly path: string; readonly group: Group }[];
  readonly arrays: readonly ArrayPlan[];
}

/** Which groups and arrays a copy of `root` will hold. Rejects if any of them cannot be read. */
export async function planCopy(
  root: Group | ChunkSource,
  settings: ZarrSettings,
  options: CopyOptions,
): Promise<CopyPlan> {
  const groups: { path: string; group: Group }[] = [];
  const arrays: ArrayPlan[] = [];
  await visit("", root);
  return { groups, arrays };

  async function visit(path: string, node: Group | ChunkSource): Promise<void> {
    if (node.kind === "array") {
      arrays.push({ path, source: node, info: planArray(node.info, settings.choices(node.info)) });
      return;
    }
    groups.push({ path, group: node });
    if (!node.list) return;
    for await (const name of node.list(options)) {
      const child = await node.open(name, options);
      if (child) await visit(path ? `${path}/${name}` : name, child);
    }
  }
}

export async function copyHierarchy(
  plan: CopyPlan,
  sink: GroupSink,
  options: CopyOptions,
): Promise<readonly CopyReport[]> {
  for (const { path, group } of plan.groups) await sink.createGroup(path, group.attributes, options);
  const reports: CopyReport[] = [];
  for (const { path, source, info } of plan.arrays) {
    const array = await sink.createArray(path, info, options);
    reports.push(await copyArray(source, array, options));
    await array.close();
  }
  return reports;
}
