/**
 * The same OME-NGFF metadata as another version spells it, everything else in a group's attributes kept.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import { unsupportedNgff } from "./ngff-fields.ts";
import { type NgffVersion, wrapAttributes } from "./ngff-version.ts";
import { ngffMetadata, parseMultiscales } from "./parse-ngff.ts";

/** Members that carry a version of their own in 0.4 and none in 0.5. OME-NGFF 0.4, OME-Zarr 0.5 "Version History". */
const VERSIONED = ["multiscales", "plate", "well", "image-label"];
const UNVERSIONED = ["omero", "bioformats2raw.layout"];

/**
 * Attributes of the group at `path` for another version. Between 0.4 and 0.5 nothing is lost. Throws "unsupported" for
 * multiscales of versions before 0.4, whose axes and transformations would have to be made up.
 */
export function rewrapNgff(attributes: JsonObject, path: string, version: NgffVersion): JsonObject {
  const { ome } = attributes;
  if (isJsonObject(ome)) {
    if (version === "0.5") return attributes;
    const { ome: _, ...rest } = attributes;
    const { version: __, ...members } = ome;
    return { ...rest, ...mapVersioned(members, (member) => ({ version, ...member })) };
  }
  checkPlaced(attributes);
  if (version === "0.4") return attributes;
  const names = [...VERSIONED, ...UNVERSIONED, ...listsOf(path)].filter((name) =>
    Object.hasOwn(attributes, name),
  );
  if (names.length === 0) return attributes;
  const members = Object.fromEntries(names.map((name) => [name, attributes[name] ?? null]));
  const rest = Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
  return { ...rest, ...wrapAttributes(mapVersioned(members, withoutVersion), version) };
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

/** `labels` and `series` are common words: they mean what NGFF says in the groups of these names alone. */
function listsOf(path: string): readonly string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "labels" ? ["labels"] : name === "OME" ? ["series"] : [];
}

function checkPlaced(attributes: JsonObject): void {
  if (attributes.multiscales === undefined) return;
  const isPlaced = parseMultiscales(ngffMetadata(attributes)).every(({ datasets }) =>
    datasets.every(({ placement }) => placement),
  );
  if (!isPlaced) throw unsupportedNgff("an upgrade from a version before 0.4");
}

function mapVersioned(members: JsonObject, change: (member: JsonObject) => JsonObject): JsonObject {
  const changed = (value: Json): Json => (isJsonObject(value) ? change(value) : value);
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      if (!VERSIONED.includes(name)) return [name, value];
      return [name, Array.isArray(value) ? value.map(changed) : changed(value)];
    }),
  );
}

function withoutVersion({ version: _, ...member }: JsonObject): JsonObject {
  return member;
}
