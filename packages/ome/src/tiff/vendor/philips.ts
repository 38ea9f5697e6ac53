/**
 * Philips TIFF: tiled pages are levels, padded to whole tiles; macro and label say so. The DICOM-like XML of page 0, as
 * OpenSlide's documentation of the format describes it.
 *
 * @module
 */

import { type ChunkSource, crop, StorageError } from "@chunkwright/core";
import type { AssociatedImage, ImageCollection } from "../../image-model.ts";
import type { XmlElement } from "../../xml/xml-element.ts";
import { parseXmlTree } from "../../xml/xml-tree.ts";
import { listPages } from "../all-pages.ts";
import { assembleImage, associatedImage, micrometers, ONE_PLANE, onePage } from "../assemble-image.ts";
import { planeShape } from "../page-stack.ts";
import type { TiffPage, TiffPages } from "../tiff-pages.ts";
import type { DialectOptions } from "../unread-pages.ts";

const FORMAT = "philips";
const TILE_WIDTH_TAG = 322;

/** Whether a TIFF Software tag is that of Philips' scanners. */
export function isPhilips(software: string): boolean {
  return software.startsWith("Philips DP");
}

/** Opens a slide. Levels lose the padding that is more than a tile's, by the pixel spacing that the XML gives each. */
export async function readPhilips(
  file: TiffPages,
  description: string,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const spacings = pixelSpacings(parseXmlTree(description, FORMAT));
  const levels: TiffPage[] = [];
  const associated: AssociatedImage[] = [];
  for (const [n, page] of (await listPages(file, options)).entries()) {
    const role = n > 0 ? /^(Macro|Label)/.exec(page.description ?? "")?.[0]?.toLowerCase() : undefined;
    if (role !== undefined) associated.push(associatedImage(role, page, FORMAT));
    else if (page.tags.includes(TILE_WIDTH_TAG)) levels.push(page);
  }
  const [finest, ...coarser] = levels;
  const [spacing] = spacings;
  if (!finest || !spacing || spacings.length !== levels.length) {
    throw new StorageError(
      "invalid-data",
      `Cannot open Philips TIFF: ${levels.length} levels, but ${spacings.length} pixel spacings`,
      { format: FORMAT },
    );
  }
  const [height, width] = planeShape(finest, finest.source().info);
  const image = assembleImage({
    name,
    counts: ONE_PLANE,
    levels: [
      onePage(finest),
      ...coarser.map((page, i) => {
        const own = spacings[i + 1]!;
        const shape = [
          Math.floor(height / Math.round(own.y / spacing.y)),
          Math.floor(width / Math.round(own.x / spacing.x)),
        ] as const;
        return onePage(cropped(page, shape));
      }),
    ],
    // Millimetres, as in DICOM.
    sizes: micrometers(spacing.x * 1000, spacing.y * 1000),
    format: FORMAT,
  });
  return { images: [image], associated };
}

/** The page without its padding, if it is larger. */
function cropped(page: TiffPage, [height, width]: readonly [number, number]): TiffPage {
  const whole = page.source();
  const [ownHeight, ownWidth] = planeShape(page, whole.info);
  const rows = Math.min(height, ownHeight);
  const columns = Math.min(width, ownWidth);
  const { shape } = whole.info;
  const first = shape.length === 3 && page.planarConfiguration === 2 ? 1 : 0;
  const own: ChunkSource = crop(whole, shape.with(first, rows).with(first + 1, columns));
  return { ...page, source: () => own };
}

/** DICOM_PIXEL_SPACING of each level: `"0.000227273" "0.000227273"`, rows first. */
function pixelSpacings(root: XmlElement): { readonly x: number; readonly y: number }[] {
  const found: { readonly x: number; readonly y: number }[] = [];
  const visit = (element: XmlElement): void => {
    if (element.attributes.get("ObjectType") === "PixelDataRepresentation") {
      for (const child of element.children) {
        if (child.attributes.get("Name") !== "DICOM_PIXEL_SPACING") continue;
        const [y = Number.NaN, x = Number.NaN] = child.text.replaceAll('"', "").split(/\s+/).map(Number);
        if (x > 0 && y > 0) found.push({ x, y });
      }
    }
    for (const child of element.children) visit(child);
  };
  visit(root);
  return found;
}
