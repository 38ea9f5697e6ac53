/**
 * The images of one OME-NGFF group.
 *
 * @module
 */

import { type CallOptions, type ChunkSource, type Group, isJsonObject, type Level } from "@chunkwright/core";
import type { Image } from "../image-model.ts";
import { levelFactors } from "../level-scale.ts";
import { DIALECTS_MEMBER } from "./ngff-attributes.ts";
import { invalidNgff, listField, pathField } from "./ngff-fields.ts";
import { type NgffMetadata, type NgffMultiscale, ngffMetadata, parseMultiscales } from "./parse-ngff.ts";
import { parseOmero } from "./parse-omero.ts";

/** An image for each of the group's multiscales. `path` is the group's, from the root of the hierarchy. */
export async function readImageGroup(
  group: Group,
  path: string,
  metadata: NgffMetadata,
  options: CallOptions,
): Promise<readonly Image[]> {
  const channels = parseOmero(metadata.fields.omero);
  const dialects = group.attributes[DIALECTS_MEMBER];
  const multiscales = parseMultiscales(metadata);
  // Side by side: each takes a round trip.
  const [labels, ...opened] = await Promise.all([
    readLabels(group, path, options),
    ...multiscales.map((multiscale) => openLevels(group, multiscale, options)),
  ]);
  return multiscales.map(
    ({ name, axes, downsampling, otherSystems }, i): Image => ({
      name,
      axes,
      levels: opened[i]!,
      channels,
      path,
      ...(downsampling && { downsampling }),
      ...(otherSystems && { otherSystems }),
      ...(labels.length > 0 && { labels }),
      ...(isJsonObject(dialects) && { dialects }),
    }),
  );
}

/**
 * Before 0.4 nothing says where the levels lie. Their scale is then what 0.4 demands where sizes are unknown, the
 * factor between a level and the first; their translation is what 0.4 takes for granted, none.
 */
async function openLevels(
  group: Group,
  { axes, datasets }: NgffMultiscale,
  options: CallOptions,
): Promise<[Level, ...Level[]]> {
  const sources = await Promise.all(
    datasets.map(({ path }) => openDataset(group, path, axes.length, options)),
  );
  const [finest] = sources;
  const [first, ...rest] = sources.map((source, i): Level => {
    const placement = datasets[i]?.placement ?? {
      scale: levelFactors(finest!.info.shape, source.info.shape),
      translation: axes.map(() => 0),
    };
    return { source, ...placement };
  });
  if (!first) throw invalidNgff("datasets is empty");
  return [first, ...rest];
}

async function openDataset(
  group: Group,
  path: string,
  rank: number,
  options: CallOptions,
): Promise<ChunkSource> {
  const array = await group.open(path, options);
  if (array?.kind !== "array") throw invalidNgff(`dataset ${path} is ${array ? "a group" : "absent"}`);
  if (array.info.shape.length === rank) return array;
  throw invalidNgff(`dataset ${path} has ${array.info.shape.length} dimensions, but there are ${rank} axes`);
}

/** OME-NGFF 0.4, "labels" metadata. */
async function readLabels(group: Group, path: string, options: CallOptions): Promise<readonly string[]> {
  const labels = await group.open("labels", options);
  if (labels?.kind !== "group") return [];
  const { fields } = ngffMetadata(labels.attributes);
  if (fields.labels === undefined) return [];
  return listField(fields.labels, "labels").map((label) =>
    [path, "labels", pathField(label, "labels")].filter(Boolean).join("/"),
  );
}
