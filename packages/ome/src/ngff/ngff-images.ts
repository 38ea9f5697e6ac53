/**
 * The images of an OME-NGFF hierarchy.
 *
 * @module
 */

import { type Bytes, type CallOptions, type Group, showJson } from "@chunkwright/core";
import type { ImageCollection } from "../image-model.ts";
import { mapInOrder } from "../map-in-order.ts";
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
  const [found, omeXml] = await Promise.all([
    readImages(group, ngffMetadata(group.attributes), options),
    options.readFile?.(OME_XML_KEY),
  ]);
  if (!found) return undefined;
  const { warnings = [], ...collection } = found;
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
  const images = await mapInOrder(
    await openSeries(group, options),
    ({ path, series }) => readImageGroup(series, path, ngffMetadata(series.attributes), options),
    options,
  );
  return { images: images.flat() };
}

/** The paths in `series` of the group OME. */
async function listedSeries(group: Group, options: CallOptions): Promise<readonly string[] | undefined> {
  const ome = await group.open("OME", options);
  const listed = ome?.kind === "group" ? ngffMetadata(ome.attributes).fields.series : undefined;
  return listed === undefined
    ? undefined
    : listField(listed, "series").map((path) => pathField(path, "series"));
}

interface Series {
  readonly path: string;
  readonly series: Group;
}

/** Groups listed in `series` of the group OME; without a list, the groups 0, 1 and so on that exist. */
async function openSeries(group: Group, options: CallOptions): Promise<readonly Series[]> {
  const paths = await listedSeries(group, options);
  return paths
    ? mapInOrder(paths, (path) => openListed(group, path, options), options)
    : openNumbered(group, options);
}

async function openListed(group: Group, path: string, options: CallOptions): Promise<Series> {
  const series = await group.open(path, options);
  if (series?.kind === "group") return { path, series };
  throw invalidNgff(`series ${path} is not a group`);
}

async function openNumbered(group: Group, options: CallOptions): Promise<readonly Series[]> {
  const found: Series[] = [];
  for (;;) {
    const path = `${found.length}`;
    const series = await group.open(path, options);
    if (series?.kind !== "group") return found;
    found.push({ path, series });
  }
}
