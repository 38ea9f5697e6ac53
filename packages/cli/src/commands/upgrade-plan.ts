/**
 * What an upgrade will change, planned and checked before anything is written.
 *
 * @module
 */

import {
  type ArrayInfo,
  type CallOptions,
  type ChunkSource,
  type Group,
  type JsonObject,
  joinPath,
  jsonEquals,
  StorageError,
} from "@chunkwright/core";
import {
  checkNgffDocument,
  datasetDimensionNames,
  migrateNgff,
  type ReleasedNgffVersion,
  statedVersion,
} from "@chunkwright/ome";
import type { ZarrArray, ZarrFormat, ZarrNode } from "@chunkwright/zarr";
import { walkHierarchy } from "../walk-hierarchy.ts";
import {
  type ChunkKeys,
  type Documents,
  groupDocuments,
  type KeyedArray,
  keyed,
  type PlannedArray,
  planSeparator,
  planVersion,
} from "./upgrade-documents.ts";

export interface UpgradePlan {
  /** Versions that groups state, in the order of the walk; empty if none does. */
  readonly from: readonly string[];
  /** Whether any group has OME-NGFF metadata. */
  readonly isNgff: boolean;
  readonly sourceFormat: ZarrFormat;
  readonly targetFormat: ZarrFormat;
  /** Whether the root's document repeats those below, as it may in Zarr v3. */
  readonly isConsolidated: boolean;
  readonly groups: readonly { readonly path: string; readonly documents: Documents }[];
  readonly arrays: readonly (PlannedArray & {
    readonly path: string;
    readonly source: KeyedArray;
    /** Whether chunks get other keys than they have, and whether documents change. */
    readonly moves: boolean;
    readonly changes: boolean;
  })[];
  /** Arrays that stay as they are; only a copy has to write them. */
  readonly kept: readonly ZarrArray[];
}

export interface UpgradeTarget {
  readonly version: ReleasedNgffVersion;
  /** Whether chunks keep their keys where the version allows it, so that they need not be moved in place. */
  readonly keepKeys: boolean;
}

/**
 * Plans the same hierarchy in another version of OME-NGFF. Rejects with "unsupported", naming what the version has no
 * place for.
 */
export async function planUpgrade(
  root: Group | ChunkSource,
  { version, keepKeys }: UpgradeTarget,
  options: CallOptions,
): Promise<UpgradePlan> {
  const targetFormat: ZarrFormat = version === "0.5" ? 3 : 2;
  const from = new Set<string>();
  const groups: { path: string; documents: Documents }[] = [];
  const arrays: UpgradePlan["arrays"][number][] = [];
  const kept: ZarrArray[] = [];
  const axisNames = new Map<string, readonly string[]>();
  let sourceFormat: ZarrFormat = targetFormat;
  let isNgff = false;
  let isConsolidated = false;
  for await (const { path, node } of walkHierarchy(root, options)) {
    if (node.kind === "unread") throw node.error;
    if (!isZarr(node)) throw notZarr();
    if (path === "") sourceFormat = node.zarrFormat;
    if (node.kind === "group") {
      if (path === "") isConsolidated = Boolean(node.metadata.consolidated_metadata);
      isNgff ||= checkNgffDocument(node.attributes, { path }) !== undefined;
      const stated = statedVersion(node.attributes);
      if (stated !== undefined) from.add(stated);
      const attributes = await migrateNgff(node, path, version, options);
      for (const [name, names] of datasetDimensionNames(attributes))
        axisNames.set(joinPath(path, name), names);
      groups.push({ path, documents: groupDocuments(node, attributes, targetFormat) });
      continue;
    }
    const before = keysOf(node);
    const keys = keysFor(before, version, keepKeys);
    const moves = !jsonEquals({ ...before }, { ...keys });
    const changes = moves || node.zarrFormat !== targetFormat;
    if (node.zarrFormat === 3 && targetFormat === 3) {
      kept.push(node);
      continue;
    }
    const source = keyed(node);
    const planned = await planArray(source, targetFormat, keys, axisNames.get(path));
    arrays.push({ ...planned, path, source, moves, changes });
  }
  return { from: [...from], isNgff, sourceFormat, targetFormat, isConsolidated, groups, arrays, kept };
}

async function planArray(
  source: KeyedArray,
  format: ZarrFormat,
  keys: ChunkKeys,
  axes: readonly string[] | undefined,
): Promise<PlannedArray> {
  if (source.zarrFormat === 2 && format === 2) return planSeparator(source, keys.separator);
  if (format === 3) return planVersion(source, withDimensionNames(source.info, axes), format, keys);
  // Zarr v2 has no shards: their chunks become values of their own.
  const { shardShape: _, ...info } = source.info;
  return planVersion(source, info, format, keys);
}

function isZarr(node: Group | ChunkSource): node is ZarrNode {
  return "zarrFormat" in node && "metadata" in node && "path" in node;
}

function notZarr(): StorageError<"unsupported"> {
  return new StorageError("unsupported", "Cannot upgrade what is no Zarr hierarchy", {
    format: "ome-ngff",
    feature: "upgrade of other formats",
  });
}

function keysOf({ zarrFormat, metadata }: ZarrArray): ChunkKeys {
  if (zarrFormat === 2) return { name: "v2", separator: metadata.dimension_separator === "/" ? "/" : "." };
  const encoding = metadata.chunk_key_encoding;
  const { name, configuration } = isObject(encoding)
    ? encoding
    : { name: encoding, configuration: undefined };
  const isV2 = name === "v2";
  const separator = isObject(configuration) ? configuration.separator : undefined;
  return { name: isV2 ? "v2" : "default", separator: (separator ?? (isV2 ? "." : "/")) === "." ? "." : "/" };
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null;
}

/** 0.1 has flat chunk keys, later versions nested ones; from 0.5 on all keys of Zarr v3 are allowed. */
function keysFor(before: ChunkKeys, version: ReleasedNgffVersion, keepKeys: boolean): ChunkKeys {
  if (version === "0.5") return keepKeys ? before : { name: "default", separator: "/" };
  return { name: "v2", separator: version === "0.1" ? "." : "/" };
}

/** The axes that multiscales name, which 0.5 requires; copies of them for xarray are removed. */
function withDimensionNames(info: ArrayInfo, axes: readonly string[] | undefined): ArrayInfo {
  const dimensionNames = axes ?? info.dimensionNames;
  if (!dimensionNames) return info;
  const { _ARRAY_DIMENSIONS: repeated, ...others } = info.attributes;
  const attributes: JsonObject = jsonEquals(repeated, dimensionNames) ? others : info.attributes;
  return { ...info, dimensionNames, attributes };
}
