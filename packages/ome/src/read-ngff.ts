/**
 * The images of an OME-NGFF hierarchy.
 *
 * @module
 */

import type { Bytes, CallOptions, ChunkSource, Group, Level } from "@chunkwright/core";
import type { Image, ImageCollection } from "./image-model.ts";
import { invalidNgff, listField, pathField, unsupportedNgff } from "./ngff-fields.ts";
import { placeLevels } from "./page-pyramid.ts";
import {
  type NgffMetadata,
  type NgffMultiscale,
  ngffMetadata,
  parseChannels,
  parseMultiscales,
} from "./parse-ngff.ts";
import { OME_XML_KEY } from "./plan-ngff.ts";

export interface ReadNgffOptions extends CallOptions {
  /** Reads a stored value by its key from the root of the hierarchy, for `OME/METADATA.ome.xml`. */
  readonly readFile?: ((key: string) => Promise<Bytes | undefined>) | undefined;
}

/**
 * Opens the images of a group: its own `multiscales`, or those of the series of the bioformats2raw layout. `undefined`
 * if the group has no OME-NGFF metadata. Rejects with "unsupported" for plates, wells and versions above 0.5.
 */
export async function readNgff(
  group: Group,
  options: ReadNgffOptions = {},
): Promise<ImageCollection | undefined> {
  const metadata = ngffMetadata(group.attributes);
  const images = await readImages(group, metadata, options);
  if (!images) return undefined;
  const omeXml = await options.readFile?.(OME_XML_KEY);
  return { images, ...(omeXml && { omeXml }) };
}

async function readImages(
  group: Group,
  metadata: NgffMetadata,
  options: CallOptions,
): Promise<readonly Image[] | undefined> {
  const { fields } = metadata;
  if (fields.multiscales !== undefined) return readImageGroup(group, "", metadata, options);
  if (fields.plate !== undefined) throw unsupportedNgff("a plate");
  if (fields.well !== undefined) throw unsupportedNgff("a well");
  const layout = fields["bioformats2raw.layout"];
  if (layout === undefined) return undefined;
  if (layout !== 3) throw unsupportedNgff(`bioformats2raw.layout ${JSON.stringify(layout)}`);
  const images: Image[] = [];
  for await (const { path, series } of openSeries(group, options)) {
    images.push(...(await readImageGroup(series, path, ngffMetadata(series.attributes), options)));
  }
  return images;
}

/** Groups listed in `series` of the group OME; without a list, the groups 0, 1 and so on that exist. */
async function* openSeries(
  group: Group,
  options: CallOptions,
): AsyncGenerator<{ readonly path: string; readonly series: Group }> {
  const ome = await group.open("OME", options);
  const listed = ome?.kind === "group" ? ngffMetadata(ome.attributes).fields.series : undefined;
  const paths =
    listed === undefined ? undefined : listField(listed, "series").map((path) => pathField(path, "series"));
  for (let i = 0; i < (paths?.length ?? Number.POSITIVE_INFINITY); i += 1) {
    const path = paths?.[i] ?? `${i}`;
    const series = await group.open(path, options);
    if (series?.kind === "group") yield { path, series };
    else if (paths) throw invalidNgff(`series ${path} is no group`);
    else return;
  }
}

async function readImageGroup(
  group: Group,
  path: string,
  metadata: NgffMetadata,
  options: CallOptions,
): Promise<readonly Image[]> {
  const channels = parseChannels(metadata);
  const labels = await readLabels(group, path, options);
  return Promise.all(
    parseMultiscales(metadata).map(async (multiscale): Promise<Image> => {
      const { name, axes, downsampling } = multiscale;
      return {
        name,
        axes,
        levels: await openLevels(group, multiscale, options),
        channels,
        path,
        ...(downsampling && { downsampling }),
        ...(labels.length > 0 && { labels }),
      };
    }),
  );
}

async function openLevels(
  group: Group,
  { axes, datasets }: NgffMultiscale,
  options: CallOptions,
): Promise<[Level, ...Level[]]> {
  const sources = await Promise.all(datasets.map(({ path }) => openArray(group, path, axes.length, options)));
  const [finest, ...coarser] = sources;
  if (!finest) throw invalidNgff("datasets is empty");
  const guessed = placeLevels(
    [finest, ...coarser],
    axes.map(() => 1),
  );
  const level = (fallback: Level, i: number): Level => ({ ...fallback, ...datasets[i]?.placement });
  const [first, ...rest] = guessed;
  return [level(first, 0), ...rest.map((fallback, i) => level(fallback, i + 1))];
}

async function openArray(
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
