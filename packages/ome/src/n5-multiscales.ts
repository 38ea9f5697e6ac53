/**
 * The `multiscales` of an N5 group: those of OME-NGFF, COSEM's in the same place, and the canonical ones of n5-universe.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type Group,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEquals,
} from "@chunkwright/core";
import { invalidN5Image } from "./n5-fields.ts";
import { type N5Image, pyramidImage } from "./n5-pyramid.ts";
import { pathField } from "./ngff-fields.ts";
import { readNgff } from "./read-ngff.ts";

/** `undefined` if the group has none. */
export async function readN5Multiscales(
  group: Group,
  path: string,
  options: CallOptions,
): Promise<readonly N5Image[] | undefined> {
  const { attributes } = group;
  const { multiscales } = attributes;
  if (isJsonObject(multiscales)) return [await describedImage(group, path, multiscales, options)];
  if (Array.isArray(multiscales) && !multiscales.some(isNgff)) {
    const images: N5Image[] = [];
    for (const entry of multiscales) {
      if (!isJsonObject(entry)) throw invalidN5Image(`multiscales of ${path || "the root"} hold no objects`);
      images.push(await describedImage(group, path, entry, options));
    }
    return images;
  }
  if (multiscales === undefined && attributes.ome === undefined) return undefined;
  const turned = slowestFirst(attributes);
  const found = await readNgff({ ...group, attributes: turned }, options);
  const isSound = jsonEquals(turned, attributes);
  return found?.images.map(({ path: _, ...image }) => ({
    image: isSound ? { ...image, path } : image,
    warnings: [],
  }));
}

/** A pyramid whose levels, and perhaps their transforms, are listed as `datasets`. */
async function describedImage(
  group: Group,
  path: string,
  { datasets, path: own }: JsonObject,
  options: CallOptions,
): Promise<N5Image> {
  const list = Array.isArray(datasets) ? datasets.filter(isJsonObject) : [];
  const sources: ChunkSource[] = [];
  const attributes: JsonObject[] = [];
  for (const dataset of list) {
    const source = await openDataset(group, dataset.path, own, options);
    const { transform, spatialTransform } = dataset;
    sources.push(source);
    attributes.push({
      ...source.info.attributes,
      ...(transform !== undefined && { transform }),
      ...(spatialTransform !== undefined && { spatialTransform }),
    });
  }
  const [finest, ...coarser] = sources;
  if (!finest) throw invalidN5Image(`multiscales of ${path || "the root"} have no datasets`);
  return pyramidImage({ path, sources: [finest, ...coarser], attributes, groups: [group.attributes] });
}

/** Canonical paths begin with that of their group, from wherever it was written. */
async function openDataset(
  group: Group,
  value: Json | undefined,
  base: Json | undefined,
  options: CallOptions,
): Promise<ChunkSource> {
  const path = pathField(value, "datasets.path");
  const prefix = typeof base === "string" && base !== "" ? `${base}/` : "";
  const below = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  for (const candidate of new Set([below, path])) {
    const node = await group.open(candidate, options);
    if (node?.kind === "array") return node;
  }
  throw invalidN5Image(`dataset ${path} is no array`);
}

/** OME-NGFF from 0.4 on places its datasets, before it states a version. */
function isNgff(entry: Json): boolean {
  if (!isJsonObject(entry)) return false;
  const { version, datasets } = entry;
  const [first] = Array.isArray(datasets) ? datasets : [];
  return version !== undefined || (isJsonObject(first) && first.coordinateTransformations !== undefined);
}

/** n5-universe writes OME-NGFF into N5 with the axes in N5's order; a list that begins with x and ends otherwise is that. */
function slowestFirst(attributes: JsonObject): JsonObject {
  const { ome, multiscales } = attributes;
  if (isJsonObject(ome)) return { ...attributes, ome: slowestFirst(ome) };
  if (!Array.isArray(multiscales)) return attributes;
  return {
    ...attributes,
    multiscales: multiscales.map((entry) => (isFastestFirst(entry) ? turned(entry) : entry)),
  };
}

/** OME-NGFF 0.4 with its axes in N5's order, its levels at other paths. */
export function fastestFirst(attributes: JsonObject, datasetPath: (level: number) => string): JsonObject {
  const { multiscales } = attributes;
  if (!Array.isArray(multiscales)) return attributes;
  return {
    ...attributes,
    multiscales: multiscales.map((entry) => {
      if (!isJsonObject(entry) || !hasAxes(entry)) return entry;
      const { datasets } = entry;
      const moved = Array.isArray(datasets) ? datasets.filter(isJsonObject) : [];
      return turned({
        ...entry,
        datasets: moved.map((dataset, level) => ({ ...dataset, path: datasetPath(level) })),
      });
    }),
  };
}

interface WithAxes extends JsonObject {
  readonly axes: readonly Json[];
}

function hasAxes(entry: JsonObject): entry is WithAxes {
  return Array.isArray(entry.axes);
}

function isFastestFirst(entry: Json): entry is WithAxes {
  if (!isJsonObject(entry) || !hasAxes(entry)) return false;
  const names = entry.axes.map((axis) => (isJsonObject(axis) ? axis.name : axis));
  return names.length > 1 && names[0] === "x" && names.at(-1) !== "x";
}

/** The same with every list that has an entry for each axis the other way round. */
function turned(entry: WithAxes): JsonObject {
  const turn = (value: Json): Json => {
    if (Array.isArray(value)) {
      const isVector = value.every((item) => typeof item === "number") && value.length === entry.axes.length;
      return isVector ? value.toReversed() : value.map(turn);
    }
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, turn(member)]));
  };
  const { axes, datasets, coordinateTransformations } = entry;
  return {
    ...entry,
    axes: axes.toReversed(),
    ...(datasets !== undefined && { datasets: turn(datasets) }),
    ...(coordinateTransformations !== undefined && {
      coordinateTransformations: turn(coordinateTransformations),
    }),
  };
}
