/**
 * The same OME-NGFF metadata in the notation of another version; all other attributes of a group are kept.
 *
 * @module
 */

import {
  type CallOptions,
  type Group,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEquals,
  jsonMembers,
  type Shape,
  showJson,
} from "@chunkwright/core";
import { migrateMultiscale, unplacedNgff } from "./migrate-multiscale.ts";
import { migratePlate } from "./migrate-plate.ts";
import { withoutSystems } from "./migrate-systems.ts";
import { invalidNgff, listField, objectField, unsupportedNgff } from "./ngff-fields.ts";
import {
  isFrom,
  knownVersion,
  type ReleasedNgffVersion,
  spellVersion,
  statedVersion,
  VERSIONED_MEMBERS,
  wrapAttributes,
} from "./ngff-version.ts";
import { ngffMetadata, parseMultiscales } from "./parse-ngff.ts";

/** Options of `migrateNgff`. */
export interface MigrateOptions extends CallOptions {
  /**
   * Called with each thing that is left out, because the version has no place for it, of what 0.6 and other attributes
   * say; without this they are refused.
   */
  readonly onLoss?: ((what: string) => void) | undefined;
}

/** Members that never had a version, or one that nobody reads. */
const UNVERSIONED_MEMBERS = ["omero", "bioformats2raw.layout"];

/**
 * Attributes of the group at `path` for another version, upwards and downwards, and down from 0.6. Nothing is lost
 * without `onLoss`: where the version has no place for what is said, it throws "unsupported" and names that. Nothing is
 * invented either: upwards to 0.4, axes are those that were implied or named, scales the factors between levels, from
 * the shapes of the arrays. Members that OME-NGFF does not know stay where they are.
 */
export async function migrateNgff(
  group: Group,
  path: string,
  version: ReleasedNgffVersion,
  { onLoss, signal }: MigrateOptions = {},
): Promise<JsonObject> {
  const { attributes } = group;
  const lose =
    onLoss ??
    ((what: string) => {
      throw unplacedNgff(version, what);
    });
  const { members, others } = separate(attributes, path, lose);
  if (Object.keys(members).length === 0) return attributes;
  const stated = statedVersion(attributes);
  if (stated !== undefined && knownVersion(stated) === version) return attributes;
  const target = { version, spelled: spellVersion(version, stated) };
  const shapes = await datasetShapes(group, members, version, { signal });
  const migrated = Object.fromEntries(
    jsonMembers(members).map(([name, value]) => [name, migrateMember(name, value, target, shapes)]),
  );
  if (!isFrom(version, "0.5") && attributes.ome === undefined) {
    // Replaced in place, to keep the order of the attributes.
    const own = Object.entries(attributes).map(([name, value]) => [name, migrated[name] ?? value]);
    return { ...Object.fromEntries(own), ...repeatedAxes(migrated, attributes, version) };
  }
  const twice =
    version === "0.5"
      ? []
      : jsonMembers(others).filter(([name, value]) => name in members && !jsonEquals(value, members[name]));
  for (const [name] of twice) lose(`the attribute ${name} both in ome and beside it`);
  return {
    ...others,
    ...wrapAttributes(migrated, version, target.spelled),
    ...repeatedAxes(migrated, others, version),
  };
}

/** The axis names of each array that a group's multiscales name, by path from the group: `dimension_names` in 0.5. */
export function datasetDimensionNames(attributes: JsonObject): ReadonlyMap<string, readonly string[]> {
  const metadata = ngffMetadata(attributes);
  if (metadata.fields.multiscales === undefined) return new Map();
  return new Map(
    parseMultiscales(metadata).flatMap(({ axes, datasets }) =>
      datasets.map(({ path }) => [path, axes.map(({ name }) => name)] as const),
    ),
  );
}

/** What OME-NGFF says of a group, without the version, and the attributes of others. */
function separate(
  attributes: JsonObject,
  path: string,
  lose: (what: string) => void,
): { readonly members: JsonObject; readonly others: JsonObject } {
  if (attributes.ome !== undefined) {
    const { ome, ...others } = attributes;
    // ome-zarr-py 0.11 states no version in the groups of labels; `ome` is a member from 0.5.
    const { version = "0.5", ...members } = objectField(ome, "ome");
    const known = typeof version === "string" ? knownVersion(version) : undefined;
    if (known === "0.5") return { members, others };
    if (known === "0.6") return { members: membersOfSystems(members, lose), others };
    throw unsupportedNgff(`a change from version ${showJson(version)} to another`);
  }
  const names = [...VERSIONED_MEMBERS, ...UNVERSIONED_MEMBERS, ...listsOf(path)];
  const isMember = ([name]: readonly [string, Json]) => names.includes(name);
  const entries = jsonMembers(attributes);
  return {
    members: Object.fromEntries(entries.filter(isMember)),
    others: Object.fromEntries(entries.filter((entry) => !isMember(entry))),
  };
}

/** What 0.6 says, as 0.5 does. */
function membersOfSystems({ scene, ...members }: JsonObject, lose: (what: string) => void): JsonObject {
  const { multiscales } = members;
  if (scene !== undefined) lose("a scene");
  if (multiscales === undefined) return members;
  const list = listField(multiscales, "multiscales").map((item) => objectField(item, "multiscales"));
  return { ...members, multiscales: list.map((item) => withoutSystems(item, lose)) };
}

/** `labels` and `series` are common words: only in groups of these names do they mean what OME-NGFF says. */
function listsOf(path: string): readonly string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "labels" ? ["labels"] : name === "OME" ? ["series"] : [];
}

interface Target {
  readonly version: ReleasedNgffVersion;
  /** The version as the file spells it. */
  readonly spelled: string;
}

function migrateMember(name: string, value: Json, target: Target, shapes: ReadonlyMap<string, Shape>): Json {
  const { version } = target;
  if (name === "multiscales" && Array.isArray(value)) {
    return value.map((item, i) =>
      withVersion(migrateMultiscale(objectField(item, `multiscales[${i}]`), version, shapes), target),
    );
  }
  if (!isJsonObject(value)) return value;
  if (name === "plate") return withVersion(migratePlate(value, version), target);
  if (VERSIONED_MEMBERS.includes(name)) return withVersion(value, target);
  return name === "omero" && typeof value.version === "string" ? withVersion(value, target) : value;
}

/** OME-Zarr 0.5, "Version History": the version of members moved up, beside them. */
function withVersion(member: JsonObject, { version, spelled }: Target): JsonObject {
  if (version !== "0.5") {
    return "version" in member ? { ...member, version: spelled } : { version: spelled, ...member };
  }
  const { version: _, ...rest } = member;
  return rest;
}

/** 0.3 repeats the axes for xarray. OME-NGFF 0.3, "multiscales" metadata. */
function repeatedAxes(members: JsonObject, attributes: JsonObject, version: ReleasedNgffVersion): JsonObject {
  const first = Array.isArray(members.multiscales) ? members.multiscales[0] : undefined;
  if (version !== "0.3" || !isJsonObject(first) || "_ARRAY_DIMENSIONS" in attributes) return {};
  return { _ARRAY_DIMENSIONS: first.axes ?? [] };
}

/** Shapes of datasets by path, where what 0.4 states and what older versions imply have to be compared. */
async function datasetShapes(
  group: Group,
  { multiscales }: JsonObject,
  version: ReleasedNgffVersion,
  options: CallOptions,
): Promise<ReadonlyMap<string, Shape>> {
  const shapes = new Map<string, Shape>();
  if (multiscales === undefined) return shapes;
  const metadata = { ...ngffMetadata(group.attributes) };
  for (const { datasets } of parseMultiscales(metadata)) {
    for (const { path, placement } of datasets) {
      if ((placement !== undefined) === isFrom(version, "0.4")) continue;
      const array = await group.open(path, options);
      if (array?.kind !== "array") throw invalidNgff(`dataset ${path} is ${array ? "a group" : "absent"}`);
      shapes.set(path, array.info.shape);
    }
  }
  return shapes;
}
