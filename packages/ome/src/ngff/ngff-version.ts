/**
 * Versions of OME-NGFF, and how a group's attributes tell theirs.
 *
 * @module
 */

import { isJsonObject, type Json, type JsonObject } from "@chunkwright/core";

/** Versions that images are written as. */
export type NgffVersion = "0.4" | "0.5";

/** Released versions, oldest first: metadata can be migrated between any two of them. */
export const NGFF_VERSIONS: readonly ["0.1", "0.2", "0.3", "0.4", "0.5"] = [
  "0.1",
  "0.2",
  "0.3",
  "0.4",
  "0.5",
];
/** A version of OME-NGFF that has been released. */
export type ReleasedNgffVersion = (typeof NGFF_VERSIONS)[number];

/** Transformations and coordinate systems came with 0.6. */
export type ReadableNgffVersion = ReleasedNgffVersion | "0.6";

/** Members that carry a version of their own up to 0.4 and none from 0.5. OME-Zarr 0.5, "Version History". */
export const VERSIONED_MEMBERS: readonly string[] = ["multiscales", "plate", "well", "image-label"];

/**
 * Group attributes: at the top up to 0.4, under `ome` with the version from 0.5, however `spelled`. OME-Zarr 0.5,
 * "OME-Zarr Metadata".
 */
export function wrapAttributes(
  attributes: JsonObject,
  version: ReleasedNgffVersion,
  spelled: string = version,
): JsonObject {
  return version === "0.5" ? { ome: { version: spelled, ...attributes } } : attributes;
}

const READABLE_VERSIONS: readonly ReadableNgffVersion[] = [...NGFF_VERSIONS, "0.6"];

/** The drafts of 0.6 differ from it; its release candidate differs only by name, which the schemas accept too. */
const DRAFT = /^0\.6\.dev/;
const RELEASE_CANDIDATE = "0.6rc0";
/** With this suffix spatialdata states that its multiscales also have transformations into systems of its own. */
const DIALECT = /^(0\.[45])(-dev-spatialdata)$/;

/** Whether the schemas of `version` take `text` for it. */
export function isVersionName(text: string, version: ReadableNgffVersion): boolean {
  return text === version || (version === "0.6" && text === RELEASE_CANDIDATE);
}

/**
 * A version as files spell it, patch releases included: "0.4.1" is 0.4, and so is spatialdata's "0.4-dev-spatialdata".
 * `undefined` if it is not one that is known.
 */
export function knownVersion(text: string): ReadableNgffVersion | undefined {
  if (DRAFT.test(text)) return undefined;
  const name = text.replace(DIALECT, "$1");
  return READABLE_VERSIONS.find((version) => isVersionName(name, version) || name.startsWith(`${version}.`));
}

/** `version` in the dialect of a file that states another. */
export function spellVersion(version: ReleasedNgffVersion, stated = ""): string {
  return DIALECT.test(stated) && isFrom(version, "0.4") ? stated.replace(DIALECT, `${version}$2`) : version;
}

/**
 * The version that a group's attributes state, wherever they may; as written, so possibly an unknown one. `undefined`
 * where none is stated: most groups up to 0.4 that are not images.
 */
export function statedVersion(attributes: JsonObject): string | undefined {
  if (isJsonObject(attributes.ome)) return text(attributes.ome.version);
  for (const name of VERSIONED_MEMBERS) {
    const member = attributes[name];
    const first = Array.isArray(member) ? member[0] : member;
    const version = isJsonObject(first) ? text(first.version) : undefined;
    if (version !== undefined) return version;
  }
  return undefined;
}

/** If no version is stated, the one that fits the axes of a multiscale: none, names, or objects. */
export function versionOfAxes(axes: Json | undefined): ReleasedNgffVersion {
  if (axes === undefined) return "0.2";
  return Array.isArray(axes) && axes.every((axis) => typeof axis === "string") ? "0.3" : "0.4";
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Whether `version` is `first` or a later one. */
export function isFrom(version: ReadableNgffVersion, first: ReleasedNgffVersion): boolean {
  return READABLE_VERSIONS.indexOf(version) >= READABLE_VERSIONS.indexOf(first);
}
