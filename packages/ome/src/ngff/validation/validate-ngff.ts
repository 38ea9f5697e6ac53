/**
 * Validating a whole OME-NGFF hierarchy: its documents, and what is stored against what they say.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type Group,
  isJsonObject,
  isStorageError,
  type Json,
  type JsonObject,
  joinPath,
  showJson,
} from "@chunkwright/core";
import { unsupportedNgff } from "../ngff-fields.ts";
import { isFrom, knownVersion, type ReadableNgffVersion, statedVersion } from "../ngff-version.ts";
import { checkArrays, type StoredLevel, zarrFormatOf } from "./check-arrays.ts";
import { checkNgffDocument, versionOf } from "./check-document.ts";
import { type Checker, checkerFor } from "./checker.ts";
import type { NgffFinding } from "./ngff-rules.ts";

/** What `validateNgff` found. */
export interface NgffReport {
  /** The first that is stated, the root's if it states one. */
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
 * Checks the group and all that its metadata refers to: arrays of images, label images, wells and fields of plates,
 * series. Rejects with "unsupported" if the group has no OME-NGFF metadata, or that of an unknown version.
 */
export async function validateNgff(root: Group, options: CallOptions = {}): Promise<NgffReport> {
  const stated = statedVersion(root.attributes);
  if (isJsonObject(root.attributes.ome) && stated !== undefined && knownVersion(stated) === undefined) {
    throw unsupportedNgff(`version ${stated}`);
  }
  const version = versionOf(root.attributes);
  const isBare = await holdsNothing(root, options);
  const walk = new Validation(version, isBare, options);
  if (await walk.group(root, "")) {
    const { findings, groups, arrays, stated: first = version } = walk;
    return { version: first, findings, groups, arrays, isBare };
  }
  // A group of labels or of OME-XML by itself, without the image around it.
  const alone = checkNgffDocument(root.attributes);
  if (!alone) throw unsupportedNgff("a group without metadata of OME-NGFF");
  return { ...alone, groups: 1, arrays: 0, isBare };
}

/** Groups are visited once each, whichever way metadata leads to them. */
class Validation {
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

  /** Whether the group has metadata of OME-NGFF. */
  async group(group: Group, path: string): Promise<boolean> {
    if (this.#visited.has(path)) return true;
    this.#visited.add(path);
    const isStated = statedVersion(group.attributes) !== undefined;
    const version = isStated ? versionOf(group.attributes) : (this.stated ?? this.#version);
    if (isStated) this.stated ??= version;
    const report = checkNgffDocument(group.attributes, { path, version });
    if (!report) return false;
    this.groups += 1;
    this.findings.push(...report.findings);
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
    const members = isJsonObject(group.attributes.ome) ? group.attributes.ome : group.attributes;
    const isImage = members.multiscales !== undefined;
    if (isImage) await this.#image(group, members, check);
    else if (members["image-label"] !== undefined) {
      check.fail("image-label/multiscales", "it has image-label, but no multiscales");
    }
    if (members.plate !== undefined) await this.#plate(group, members.plate, check);
    else if (members.well !== undefined) await this.#well(group, members.well, check);
    else if (members["bioformats2raw.layout"] !== undefined && !isImage) await this.#series(group, check);
    return true;
  }

  /** Arrays of all multiscales, then the label images. */
  async #image(group: Group, members: JsonObject, check: Checker): Promise<void> {
    let most = 0;
    for (const [i, multiscale] of objectsOf(members.multiscales).entries()) {
      const levels: StoredLevel[] = [];
      for (const dataset of objectsOf(multiscale.datasets)) {
        if (typeof dataset.path !== "string") continue;
        const node = await this.#open(group, dataset.path, check);
        if (node?.kind === "array") this.arrays += 1;
        levels.push({ path: dataset.path, dataset, node });
      }
      most = Math.max(most, levels.length);
      checkArrays({ multiscale, member: `multiscales[${i}]`, levels, attributes: group.attributes }, check);
      if (members["image-label"] !== undefined || /(^|\/)labels\//.test(check.path)) {
        checkLabelTypes(levels, check);
      }
    }
    const labels = await this.#open(group, "labels", check);
    if (labels?.kind === "group") await this.#labels(labels, most, check);
  }

  /** OME-NGFF 0.4, "labels" metadata: each of those listed is an image, with as many levels as that which it labels. */
  async #labels(labels: Group, levels: number, image: Checker): Promise<void> {
    const path = joinPath(image.path, "labels");
    await this.group(labels, path);
    const check = checkerFor(path, image.version, this.findings);
    const holder = isJsonObject(labels.attributes.ome) ? labels.attributes.ome : labels.attributes;
    if (holder.labels === undefined) {
      if (isFrom(image.version, "0.5")) check.fail("labels/form", "labels is absent");
      return;
    }
    for (const name of textsOf(holder.labels)) {
      const label = await this.#open(labels, name, check);
      const members = membersOf(label);
      if (label?.kind !== "group" || members?.multiscales === undefined) {
        check.fail(
          "labels/listed",
          `label ${showJson(name)} is listed, but ${label ? "no image" : "absent"}`,
        );
        continue;
      }
      await this.group(label, joinPath(path, name));
      for (const { datasets } of objectsOf(members.multiscales)) {
        const own = objectsOf(datasets).length;
        if (own === levels) continue;
        const fact = `label ${showJson(name)} has ${own} levels, but the image that it labels has ${levels}`;
        check.fail("labels/levels", fact);
      }
    }
  }

  async #plate(group: Group, plate: Json, check: Checker): Promise<void> {
    if (!isJsonObject(plate)) return;
    const acquisitions = objectsOf(plate.acquisitions).map(({ id }) => id ?? null);
    for (const { path } of objectsOf(plate.wells)) {
      if (typeof path !== "string") continue;
      const well = await this.#open(group, path, check);
      const members = membersOf(well);
      if (well?.kind !== "group" || members?.well === undefined) {
        check.fail(
          "plate/wells",
          `well ${showJson(path)} is listed, but ${well ? "has no metadata of a well" : "absent"}`,
        );
        continue;
      }
      const wellPath = joinPath(check.path, path);
      await this.group(well, wellPath);
      this.#acquisitions(members.well, acquisitions, checkerFor(wellPath, check.version, this.findings));
    }
  }

  /** Every field of a plate with several acquisitions names one of them: a MUST from 0.4. */
  #acquisitions(well: Json, known: readonly Json[], check: Checker): void {
    if (!isJsonObject(well) || !isFrom(check.version, "0.4")) return;
    for (const [i, { acquisition }] of objectsOf(well.images).entries()) {
      const where = `well.images[${i}].acquisition`;
      if (acquisition === undefined) {
        if (known.length > 1)
          check.fail("well/acquisition", `${where} is absent, the plate has ${known.length}`);
      } else if (known.length > 0 && !known.includes(acquisition)) {
        check.fail(
          "well/acquisition",
          `${where} is ${showJson(acquisition)}, none of the plate's: ${showJson(known)}`,
        );
      }
    }
  }

  async #well(group: Group, well: Json, check: Checker): Promise<void> {
    if (!isJsonObject(well)) return;
    for (const { path } of objectsOf(well.images)) {
      if (typeof path === "string") await this.#listed(group, path, "well/images", "image", check);
    }
  }

  /** OME-NGFF 0.4, "bioformats2raw.layout" metadata: images by `series`, or numbered from 0. */
  async #series(group: Group, check: Checker): Promise<void> {
    const ome = await this.#open(group, "OME", check);
    if (ome?.kind === "group") await this.group(ome, joinPath(check.path, "OME"));
    const series = membersOf(ome)?.series;
    if (series !== undefined) {
      for (const path of textsOf(series))
        await this.#listed(group, path, "bioformats2raw/series", "series", check);
      return;
    }
    for (let i = 0; ; i += 1) {
      const image = await this.#open(group, `${i}`, check);
      if (image?.kind !== "group") {
        if (i === 0) check.fail("bioformats2raw/series", "there is neither a list of series nor an image 0");
        return;
      }
      await this.group(image, joinPath(check.path, `${i}`));
    }
  }

  /** A group that is listed, and so is there and an image. */
  async #listed(
    group: Group,
    path: string,
    rule: "well/images" | "bioformats2raw/series",
    what: string,
    check: Checker,
  ): Promise<void> {
    const image = await this.#open(group, path, check);
    if (image?.kind !== "group" || membersOf(image)?.multiscales === undefined) {
      check.fail(rule, `${what} ${showJson(path)} is listed, but ${image ? "has no multiscales" : "absent"}`);
      return;
    }
    await this.group(image, joinPath(check.path, path));
  }

  /** A node, or a finding where it is broken: the rest is still to be checked. */
  async #open(group: Group, path: string, check: Checker): Promise<Group | ChunkSource | undefined> {
    try {
      return await group.open(path, this.#options);
    } catch (error) {
      if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
      check.fail("arrays/stored", `${showJson(path)} cannot be read: ${error.message}`);
      return undefined;
    }
  }
}

/** "The pixels of the label images MUST be integer data types." OME-Zarr 0.5, "labels" metadata. */
function checkLabelTypes(levels: readonly StoredLevel[], check: Checker): void {
  for (const { path, node } of levels) {
    if (node?.kind !== "array" || /^u?int(8|16|32|64)$/.test(node.info.dataType)) continue;
    check.fail("labels/type", `${showJson(path)} is of ${node.info.dataType}, no integers`);
  }
}

/** The metadata of a group, wherever its version has it. */
function membersOf(node: Group | ChunkSource | undefined): JsonObject | undefined {
  if (node?.kind !== "group") return undefined;
  return isJsonObject(node.attributes.ome) ? node.attributes.ome : node.attributes;
}

async function holdsNothing(group: Group, options: CallOptions): Promise<boolean> {
  if (!group.list) return false;
  for await (const _ of group.list(options)) return false;
  return true;
}

function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item: Json) => typeof item === "string") : [];
}
