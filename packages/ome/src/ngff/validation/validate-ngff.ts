/**
 * Validating a whole OME-NGFF hierarchy: its documents, and whether what is stored agrees with them.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type Group,
  isJsonObject,
  isStorageError,
  showJson,
} from "@chunkwright/core";
import { unsupportedNgff } from "../ngff-fields.ts";
import { isFrom, knownVersion, type ReadableNgffVersion, statedVersion } from "../ngff-version.ts";
import { zarrFormatOf } from "./check-arrays.ts";
import { checkNgffDocument, versionOf } from "./check-document.ts";
import { checkStoredImage } from "./check-stored-image.ts";
import { checkStoredPlate, checkStoredWell } from "./check-stored-plate.ts";
import { checkStoredSeries } from "./check-stored-series.ts";
import { type Checker, checkerFor } from "./checker.ts";
import type { NgffFinding } from "./ngff-rules.ts";
import { membersOf, type ValidationWalk } from "./validation-walk.ts";

/** What `validateNgff` found. */
export interface NgffReport {
  /** The first version that is stated, the root's if it states one. */
  readonly version: ReadableNgffVersion;
  /** Group by group, in the order in which they refer to one another. */
  readonly findings: readonly NgffFinding[];
  /** Groups with OME-NGFF metadata, and arrays that belong to them. */
  readonly groups: number;
  readonly arrays: number;
  /** Whether nothing at all is stored in the root group: then only its attributes were checked. */
  readonly isBare: boolean;
}

/**
 * Checks the group and everything that its metadata refers to: arrays of images, label images, wells and fields of
 * plates, series. Rejects with "unsupported" if the group has no OME-NGFF metadata, or that of an unknown version.
 */
export async function validateNgff(root: Group, options: CallOptions = {}): Promise<NgffReport> {
  const stated = statedVersion(root.attributes);
  if (isJsonObject(root.attributes.ome) && stated !== undefined && knownVersion(stated) === undefined) {
    throw unsupportedNgff(`version ${stated}`);
  }
  const version = versionOf(root.attributes);
  const isBare = await holdsNothing(root, options);
  const walk = new Validation(version, isBare, options);
  if (await walk.visit(root, "")) {
    const { findings, groups, arrays, stated: first = version } = walk;
    return { version: first, findings, groups, arrays, isBare };
  }
  // A group of labels or of OME-XML by itself, without the image around it.
  const alone = checkNgffDocument(root.attributes);
  if (!alone) throw unsupportedNgff("a group without metadata of OME-NGFF");
  return { ...alone, groups: 1, arrays: 0, isBare };
}

class Validation implements ValidationWalk {
  readonly findings: NgffFinding[] = [];
  groups = 0;
  arrays = 0;
  stated: ReadableNgffVersion | undefined;
  readonly #version: ReadableNgffVersion;
  readonly #isBare: boolean;
  readonly #options: CallOptions;
  readonly #visited = new Set<string>();

  constructor(version: ReadableNgffVersion, isBare: boolean, options: CallOptions) {
    this.#version = version;
    this.#isBare = isBare;
    this.#options = options;
  }

  async visit(group: Group, path: string): Promise<boolean> {
    if (this.#visited.has(path)) return true;
    this.#visited.add(path);
    const isStated = statedVersion(group.attributes) !== undefined;
    const version = isStated ? versionOf(group.attributes) : (this.stated ?? this.#version);
    if (isStated) this.stated ??= version;
    const report = checkNgffDocument(group.attributes, { path, version });
    if (!report) return false;
    this.groups += 1;
    for (const finding of report.findings) this.findings.push(finding);
    const check = checkerFor(path, version, this.findings);
    if (isFrom(this.#version, "0.5") && version !== this.#version) {
      check.fail(
        "document/same-version",
        `the version is ${version}, that of the hierarchy ${this.#version}`,
      );
    }
    const format = zarrFormatOf(group);
    const wanted = isFrom(version, "0.5") ? 3 : 2;
    if (format !== undefined && format !== wanted) {
      check.fail("document/zarr-format", `it is a Zarr v${format} group, not v${wanted}`);
    }
    if (this.#isBare) return true;
    const members = membersOf(group) ?? {};
    const isImage = members.multiscales !== undefined;
    if (isImage) await checkStoredImage(group, members, check, this);
    else if (members["image-label"] !== undefined) {
      check.fail("image-label/multiscales", "it has image-label, but no multiscales");
    }
    if (members.plate !== undefined) await checkStoredPlate(group, members.plate, check, this);
    else if (members.well !== undefined) await checkStoredWell(group, members.well, check, this);
    else if (members["bioformats2raw.layout"] !== undefined && !isImage) {
      await checkStoredSeries(group, check, this);
    }
    return true;
  }

  async open(group: Group, path: string, check: Checker): Promise<Group | ChunkSource | undefined> {
    try {
      return await group.open(path, this.#options);
    } catch (error) {
      if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
      check.fail("arrays/stored", `${showJson(path)} cannot be read: ${error.message}`);
      return undefined;
    }
  }
}

async function holdsNothing(group: Group, options: CallOptions): Promise<boolean> {
  if (!group.list) return false;
  for await (const _ of group.list(options)) return false;
  return true;
}
