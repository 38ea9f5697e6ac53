/**
 * Where in an OME-NGFF hierarchy the images of a collection go.
 *
 * @module
 */

import type { Bytes, JsonObject } from "@chunkwright/core";
import type { Image, ImageCollection } from "../image-model.ts";
import { type NgffVersion, wrapAttributes } from "./ngff-version.ts";

/** The groups, arrays and documents that OME-NGFF is made of. */
export interface NgffPlan {
  /** Groups above and beside the images, root first. */
  readonly groups: readonly { readonly path: string; readonly attributes: JsonObject }[];
  /** Each image's group; its attributes are `ngffAttributes(image, version)`, its arrays `datasetPath(level)`. */
  readonly images: readonly { readonly path: string; readonly image: Image }[];
  /** Values to be stored as they are. */
  readonly files: readonly { readonly key: string; readonly bytes: Bytes }[];
}

/** Key of the OME-XML document. OME-NGFF 0.4 and OME-Zarr 0.5, "bioformats2raw.layout". */
export const OME_XML_KEY = "OME/METADATA.ome.xml";

/**
 * One image is the root group itself, which every reader opens. Several follow the layout of bioformats2raw: groups
 * 0, 1 and so on, listed in the `series` of the group OME (OME-NGFF 0.4 and OME-Zarr 0.5, "bioformats2raw.layout").
 * OME-XML is kept either way; beside a single image, its group has no metadata.
 */
export function planNgff({ images, omeXml }: ImageCollection, version: NgffVersion): NgffPlan {
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
