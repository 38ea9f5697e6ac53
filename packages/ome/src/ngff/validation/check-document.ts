/**
 * Rules about a group's attributes, independent of what is stored beside them.
 *
 * @module
 */

import { isJsonObject, type JsonObject, showJson } from "@chunkwright/core";
import {
  isFrom,
  isVersionName,
  knownVersion,
  type ReadableNgffVersion,
  statedVersion,
  versionOfAxes,
} from "../ngff-version.ts";
import { checkImageLabel, checkLabels } from "./check-labels.ts";
import { checkMultiscales, checkOmero } from "./check-multiscales.ts";
import { checkPlate, checkWell } from "./check-plate.ts";
import { type Checker, checkerFor } from "./checker.ts";
import type { NgffFinding } from "./ngff-rules.ts";

/** Options of `checkNgffDocument`. */
export interface CheckDocumentOptions {
  /** The version to check against; the one that the attributes state by default. */
  readonly version?: ReadableNgffVersion | undefined;
  /**
   * Path of the group: up to 0.4, `labels` and `series` belong to OME-NGFF only in groups of certain names. Without
   * it, they are taken to belong to it.
   */
  readonly path?: string | undefined;
}

/** What `checkNgffDocument` found. */
export interface DocumentReport {
  readonly version: ReadableNgffVersion;
  readonly findings: readonly NgffFinding[];
}

/**
 * What is wrong with a group's attributes: with `multiscales`, `omero`, `image-label`, `plate`, `well` and the like,
 * as far as they are present. `undefined` if none is.
 */
export function checkNgffDocument(
  attributes: JsonObject,
  options: CheckDocumentOptions = {},
): DocumentReport | undefined {
  const { path } = options;
  const findings: NgffFinding[] = [];
  const version = options.version ?? versionOf(attributes);
  const check = checkerFor(path ?? "", version, findings);
  const members = membersOf(attributes, check);
  const group = path === undefined || isFrom(version, "0.5") ? undefined : baseName(path);
  const kinds = KINDS.filter((kind) => {
    const isMeant = group === undefined || kind.group === undefined || kind.group === group;
    return isMeant && members?.[kind.name] !== undefined;
  });
  if (!members || (kinds.length === 0 && findings.length === 0)) return undefined;
  for (const kind of kinds) kind.check(members, check);
  return { version, findings };
}

/** The version that attributes state or, where they do not state a known one, the one that they look like. */
export function versionOf(attributes: JsonObject): ReadableNgffVersion {
  const stated = knownVersion(statedVersion(attributes) ?? "");
  if (attributes.ome !== undefined) return stated && isFrom(stated, "0.5") ? stated : "0.5";
  if (stated !== undefined) return stated;
  const { multiscales } = attributes;
  const first = Array.isArray(multiscales) ? multiscales[0] : undefined;
  return isJsonObject(first) ? versionOfAxes(first.axes) : "0.4";
}

interface Kind {
  readonly name: string;
  /**
   * The name of the groups in which the member is of OME-NGFF, if it is a common word. From 0.5, where members are in
   * `ome`, it always is.
   */
  readonly group?: string;
  readonly check: (members: JsonObject, check: Checker) => void;
}

const KINDS: readonly Kind[] = [
  { name: "multiscales", check: checkMultiscales },
  { name: "omero", check: checkOmero },
  { name: "image-label", check: checkImageLabel },
  { name: "plate", check: checkPlate },
  { name: "well", check: checkWell },
  { name: "bioformats2raw.layout", check: checkLayout },
  { name: "labels", group: "labels", check: ({ labels }, check) => checkLabels(labels, check) },
  { name: "series", group: "OME", check: checkSeries },
];

/** Members whose presence shows that attributes are OME-NGFF. */
const MEMBERS = ["multiscales", "image-label", "plate", "well", "bioformats2raw.layout"];

/** The members that OME-NGFF defines, out of `ome` from 0.5. OME-Zarr 0.5, "OME-Zarr Metadata". */
function membersOf(attributes: JsonObject, check: Checker): JsonObject | undefined {
  if (!isFrom(check.version, "0.5")) return attributes;
  if (attributes.ome === undefined) {
    const outside = MEMBERS.filter((name) => attributes[name] !== undefined);
    if (outside.length === 0) return undefined;
    check.fail("document/version", `ome is absent: ${outside.join(", ")} must be in it`);
    return {};
  }
  const ome = check.object("document/version", attributes.ome, "ome");
  if (!ome) return {};
  const version = check.text("document/version", ome.version, "ome.version");
  if (version !== undefined && !isVersionName(version, check.version)) {
    check.fail("document/version", `ome.version is ${showJson(version)}, not ${showJson(check.version)}`);
  }
  return ome;
}

/** OME-NGFF 0.4, "bioformats2raw.layout" metadata. */
function checkLayout(members: JsonObject, check: Checker): void {
  const layout = members["bioformats2raw.layout"];
  if (layout !== 3) {
    check.fail("bioformats2raw/form", `bioformats2raw.layout is ${showJson(layout)}, not 3`);
  }
}

function checkSeries({ series }: JsonObject, check: Checker): void {
  for (const [i, item] of check.list("bioformats2raw/form", series, "series").entries()) {
    check.text("bioformats2raw/form", item, `series[${i}]`);
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
