/**
 * OME-NGFF metadata of an image group, versions 0.1 to 0.6.
 *
 * @module
 */

import { type Axis, isJsonObject, type Json, type JsonObject } from "@chunkwright/core";
import type { Downsampling } from "../image-model.ts";
import { compose, type Placement, parsePlacement } from "../placement.ts";
import { invalidNgff, listField, objectField, pathField, textField, unsupportedNgff } from "./ngff-fields.ts";
import { knownVersion, type ReadableNgffVersion, versionOfAxes } from "./ngff-version.ts";
import { parseAxes, parseLegacyAxes } from "./parse-axes.ts";
import { parseSystems } from "./parse-coordinate-systems.ts";

/** The attributes that OME-NGFF defines, wherever the version keeps them. */
export interface NgffMetadata {
  /** From 0.5 on stated once, beside the members; before, in some of them, and often nowhere. */
  readonly version: "0.5" | "0.6" | undefined;
  readonly fields: JsonObject;
}

export interface NgffMultiscale {
  readonly name: string;
  readonly axes: readonly Axis[];
  readonly datasets: readonly NgffDataset[];
  readonly downsampling?: Downsampling;
  /** Names of coordinate systems that its axes and placements are not those of. */
  readonly otherSystems?: readonly string[];
}

export interface NgffDataset {
  readonly path: string;
  /** Absent before 0.4: then only the shapes of the arrays are known. */
  readonly placement?: Placement;
}

/** Finds OME-NGFF metadata among group attributes. Throws "unsupported" for versions above 0.6. */
export function ngffMetadata(attributes: JsonObject): NgffMetadata {
  if (attributes.ome === undefined) return { version: undefined, fields: attributes };
  const fields = objectField(attributes.ome, "ome");
  const text = textField(fields.version ?? "0.5", "ome.version");
  const version = knownVersion(text);
  if (version === "0.5" || version === "0.6") return { version, fields };
  throw unsupportedNgff(`version ${text}`);
}

/** `multiscales`: at least one. OME-NGFF 0.4 and OME-Zarr 0.5, "multiscales" metadata. */
export function parseMultiscales({ version, fields }: NgffMetadata): readonly NgffMultiscale[] {
  const list = listField(fields.multiscales, "multiscales");
  if (list.length === 0) throw invalidNgff("multiscales is empty");
  return list.map((item, i) => {
    const multiscale = objectField(item, `multiscales[${i}]`);
    const { name } = multiscale;
    const parsed = parseDatasets(multiscale, version ?? ownVersion(multiscale));
    const { axes, datasets, otherSystems = [] } = parsed;
    if (datasets.length === 0) throw invalidNgff("datasets is empty");
    const downsampling = parseDownsampling(multiscale);
    return {
      name: name === undefined ? "" : textField(name, "multiscales.name"),
      axes,
      datasets,
      ...(downsampling && { downsampling }),
      ...(otherSystems.length > 0 && { otherSystems }),
    };
  });
}

function parseDatasets(
  multiscale: JsonObject,
  version: ReadableNgffVersion,
): Pick<NgffMultiscale, "axes" | "datasets" | "otherSystems"> {
  switch (version) {
    case "0.1":
    case "0.2":
    case "0.3": {
      const axes = parseLegacyAxes(multiscale.axes, version);
      return { axes, datasets: datasetFields(multiscale).map(({ path }) => ({ path })) };
    }
    case "0.4":
    case "0.5": {
      const axes = parseAxes(multiscale.axes);
      const common = leadsOn(multiscale) ? undefined : parsePlacement(multiscale, axes.length, "multiscales");
      const datasets = datasetFields(multiscale).map(({ path, dataset, where }) => {
        const own = parsePlacement(dataset, axes.length, where);
        if (!own) throw invalidNgff(`${where} has no coordinateTransformations`);
        return { path, placement: common ? compose(own, common) : own };
      });
      return { axes, datasets };
    }
    case "0.6":
      return parseSystems(multiscale);
  }
}

/** Whether its transformations lead into systems that elements share, as spatialdata's do: those are not applied. */
function leadsOn({ coordinateTransformations: list }: JsonObject): boolean {
  return Array.isArray(list) && list.some((item: Json) => isJsonObject(item) && item.output !== undefined);
}

function datasetFields(multiscale: JsonObject) {
  return listField(multiscale.datasets, "datasets").map((item, i) => {
    const where = `datasets[${i}]`;
    const dataset = objectField(item, where);
    return { path: pathField(dataset.path, `${where}.path`), dataset, where };
  });
}

/** The version that a multiscale states, or else the one whose kind of axes it has. */
function ownVersion({ version, axes }: JsonObject): ReadableNgffVersion {
  if (version === undefined || version === null) return versionOfAxes(axes);
  const text = textField(version, "multiscales.version");
  const known = knownVersion(text);
  if (known === undefined || known === "0.5" || known === "0.6") {
    throw unsupportedNgff(`version ${text} in multiscales`);
  }
  return known;
}

function parseDownsampling({ type, metadata }: JsonObject): Downsampling | undefined {
  if (typeof type !== "string" && !isJsonObject(metadata)) return undefined;
  return { ...(typeof type === "string" && { type }), ...(isJsonObject(metadata) && { metadata }) };
}
