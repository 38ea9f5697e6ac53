/**
 * The `multiscales` of an N5 group: those of OME-NGFF, COSEM's in the same place, and the canonical ones of
 * n5-universe.
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
} from "@chunkwright/core";
import { pathField } from "../ngff/ngff-fields.ts";
import { isNgff } from "./n5-axis-order.ts";
import { invalidN5Image } from "./n5-fields.ts";
import { readN5Ngff } from "./n5-ngff.ts";
import { type N5Image, pyramidImage } from "./n5-pyramid.ts";

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
    return images.length > 0 ? images : undefined;
  }
  if (multiscales === undefined && attributes.ome === undefined) return undefined;
  return readN5Ngff(group, path, options);
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

/** Canonical paths begin with the path that their group had where it was written. */
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
  throw invalidN5Image(`dataset ${path} is not an array`);
}
