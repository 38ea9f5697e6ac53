/**
 * Where in an OME-NGFF hierarchy the images of a collection go.
 *
 * @module
 */

import type { Bytes, JsonObject } from "@chunkwright/core";
import type { Image, ImageCollection } from "../image-model.ts";
import { type Plate, wellPath } from "../plate/plate.ts";
import { type NgffVersion, wrapAttributes } from "./ngff-version.ts";
import { hasRuns, plateMembers, strangePlate, wellAttributes, withoutRuns } from "./plate-attributes.ts";

/** The groups, arrays and documents that OME-NGFF is made of. */
export interface NgffPlan {
  /** Groups above and beside the images, root first. */
  readonly groups: readonly { readonly path: string; readonly attributes: JsonObject }[];
  /** Each image's group; its attributes are `ngffAttributes(image, version)`, its arrays `datasetPath(level)`. */
  readonly images: readonly { readonly path: string; readonly image: Image }[];
  /** Values to be stored as they are. */
  readonly files: readonly { readonly key: string; readonly bytes: Bytes }[];
  /** What OME-NGFF has no place for, and why. */
  readonly warnings: readonly string[];
}

/** Key of the OME-XML document. OME-NGFF 0.4 and OME-Zarr 0.5, "bioformats2raw.layout". */
export const OME_XML_KEY = "OME/METADATA.ome.xml";

/**
 * One image is the root group itself, which every reader opens. Several follow the layout of bioformats2raw: groups
 * 0, 1 and so on, listed in the `series` of the group OME (OME-NGFF 0.4 and OME-Zarr 0.5, "bioformats2raw.layout").
 * OME-XML is kept either way; beside a single image, its group has no metadata. Images of a plate are fields of its
 * wells.
 */
export function planNgff(collection: ImageCollection, version: NgffVersion): NgffPlan {
  const { images, plate } = collection;
  if (!plate) return { ...planSeries(collection, version), warnings: [] };
  const strange = strangePlate(plate, images.length);
  if (strange !== undefined) {
    const warnings = [`the images become a series, not a plate: ${strange}`];
    return { ...planSeries(collection, version), warnings };
  }
  if (hasRuns(plate)) return { ...planPlate(collection, plate, version), warnings: [] };
  const warnings = ["the acquisitions of the plate are left out: not every field belongs to one"];
  return { ...planPlate(collection, withoutRuns(plate), version), warnings };
}

function planSeries({ images, omeXml }: ImageCollection, version: NgffVersion): Omit<NgffPlan, "warnings"> {
  const files = omeXml ? [{ key: OME_XML_KEY, bytes: omeXml }] : [];
  const [only, ...others] = images;
  if (only && others.length === 0) {
    return {
      groups: omeXml ? [{ path: "OME", attributes: {} }] : [],
      images: [{ path: "", image: only }],
      files,
    };
  }
  const paths = images.map((_, i) => `${i}`);
  return {
    groups: [
      { path: "", attributes: wrapAttributes({ "bioformats2raw.layout": 3 }, version) },
      { path: "OME", attributes: wrapAttributes({ series: paths }, version) },
    ],
    images: images.map((image, i) => ({ path: `${i}`, image })),
    files,
  };
}

/**
 * As bioformats2raw lays out plates: rows, wells in them, fields in those. The group OME lists the images in their
 * order, where that is not the order of the wells or OME-XML depends on it.
 */
function planPlate(
  { images, omeXml }: ImageCollection,
  plate: Plate,
  version: NgffVersion,
): Omit<NgffPlan, "warnings"> {
  const wells = plate.wells.filter(({ fields }) => fields.length > 0);
  const inWells = wells.flatMap((well) =>
    well.fields.map(({ image }, i) => ({ path: `${wellPath(plate, well)}/${i}`, image })),
  );
  const inOrder = inWells.toSorted((a, b) => a.image - b.image);
  const isListed = omeXml !== undefined || inWells.some(({ image }, i) => image !== i);
  const series = inOrder.map(({ path }) => path);
  const rows = [...new Set(wells.map(({ row }) => plate.rows[row]!))];
  const members = { ...(isListed && { "bioformats2raw.layout": 3 }), ...plateMembers(plate, version) };
  return {
    groups: [
      { path: "", attributes: wrapAttributes(members, version) },
      ...(isListed ? [{ path: "OME", attributes: wrapAttributes({ series }, version) }] : []),
      ...rows.map((row) => ({ path: row, attributes: {} })),
      ...wells.map((well) => ({ path: wellPath(plate, well), attributes: wellAttributes(well, version) })),
    ],
    images: inOrder.map(({ path, image }) => ({ path, image: images[image]! })),
    files: omeXml ? [{ key: OME_XML_KEY, bytes: omeXml }] : [],
  };
}
