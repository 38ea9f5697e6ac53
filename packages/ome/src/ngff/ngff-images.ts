/**
 * The images of an OME-NGFF hierarchy.
 *
 * @module
 */

import { type Bytes, type CallOptions, type Group, showJson } from "@chunkwright/core";
import type { Image, ImageCollection } from "../image-model.ts";
import { invalidNgff, listField, objectField, pathField, unsupportedNgff } from "./ngff-fields.ts";
import { type NgffMetadata, ngffMetadata } from "./parse-ngff.ts";
import { OME_XML_KEY } from "./plan-ngff.ts";
import { readImageGroup } from "./read-image-group.ts";
import { readPlate, readWell } from "./read-plate.ts";

/** Options of `readNgffImages`. */
export interface ReadNgffImagesOptions extends CallOptions {
  /** Reads a stored value by its key from the root of the hierarchy, for `OME/METADATA.ome.xml`. */
  readonly readFile?: ((key: string) => Promise<Bytes | undefined>) | undefined;
}

/**
 * Opens the images of a group: its own `multiscales`, the fields of a plate or of a well, or the series of the
 * bioformats2raw layout. `undefined` if the group has no OME-NGFF metadata. Rejects with "unsupported" for scenes
 * and versions above 0.6.
 */
export async function readNgffImages(
  group: Group,
  options: ReadNgffImagesOptions = {},
): Promise<ImageCollection | undefined> {
  const found = await readImages(group, ngffMetadata(group.attributes), options);
  if (!found) return undefined;
  const { warnings = [], ...collection } = found;
  const omeXml = await options.readFile?.(OME_XML_KEY);
  return { ...collection, ...(omeXml && { omeXml }), ...(warnings.length > 0 && { warnings }) };
}

async function readImages(
  group: Group,
  metadata: NgffMetadata,
  options: CallOptions,
): Promise<ImageCollection | undefined> {
  const { fields } = metadata;
  if (fields.multiscales !== undefined) return { images: await readImageGroup(group, "", metadata, options) };
  // Where there is also a layout of bioformats2raw, the plate "takes precedence": OME-NGFF 0.4.
  const layout = fields["bioformats2raw.layout"];
  if (fields.plate !== undefined) {
    const series = layout === 3 ? await listedSeries(group, options) : undefined;
    return readPlate(group, objectField(fields.plate, "plate"), series ?? [], options);
  }
  if (fields.well !== undefined) return readWell(group, objectField(fields.well, "well"), options);
  if (fields.scene !== undefined) throw unsupportedNgff("a scene");
  if (layout === undefined) return undefined;
  if (layout !== 3) throw unsupportedNgff(`bioformats2raw.layout ${showJson(layout)}`);
  const images: Image[] = [];
  for await (const { path, series } of openSeries(group, options)) {
    images.push(...(await readImageGroup(series, path, ngffMetadata(series.attributes), options)));
  }
  return { images };
}

/** The paths in `series` of the group OME. */
async function listedSeries(group: Group, options: CallOptions): Promise<readonly string[] | undefined> {
  const ome = await group.open("OME", options);
  const listed = ome?.kind === "group" ? ngffMetadata(ome.attributes).fields.series : undefined;
  return listed === undefined
    ? undefined
    : listField(listed, "series").map((path) => pathField(path, "series"));
}

/** Groups listed in `series` of the group OME; without a list, the groups 0, 1 and so on that exist. */
async function* openSeries(
  group: Group,
  options: CallOptions,
): AsyncGenerator<{ readonly path: string; readonly series: Group }> {
  const paths = await listedSeries(group, options);
  for (let i = 0; i < (paths?.length ?? Number.POSITIVE_INFINITY); i += 1) {
    const path = paths?.[i] ?? `${i}`;
    const series = await group.open(path, options);
    if (series?.kind === "group") yield { path, series };
    else if (paths) throw invalidNgff(`series ${path} is not a group`);
    else return;
  }
}
