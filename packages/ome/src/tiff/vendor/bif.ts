/**
 * Ventana (Roche) BIF: pages are levels by their description, behind a label and a probability image or thumbnail.
 * "Digital Pathology: BIF image file format" (Roche 2020).
 *
 * @module
 */

import { type CallOptions, decodeText, StorageError } from "@chunkwright/core";
import type { AssociatedImage, ImageCollection } from "../../image-model.ts";
import type { XmlElement } from "../../xml/xml-element.ts";
import { elementsNamed, numberIn, parseXmlTree } from "../../xml/xml-tree.ts";
import { listPages } from "../all-pages.ts";
import {
  assembleImage,
  associatedImage,
  micrometers,
  ONE_PLANE,
  onePage,
  taggedSizes,
} from "../assemble-image.ts";
import { planeShape } from "../page-stack.ts";
import type { TiffPage, TiffPages } from "../tiff-pages.ts";
import { isPositive } from "../tiff-resolution.ts";
import type { DialectOptions } from "../unread-pages.ts";
import { parseBifJoints } from "./bif-joints.ts";
import { joinTiles } from "./joined-tiles.ts";

const FORMAT = "bif";
const XMP_TAG = 700;

/** How the descriptions of pages begin that are not part of the pyramid, and what they show. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^Label[ _]?Image/i, "label"],
  [/^Thumbnail/i, "thumbnail"],
  [/^Probability/i, "probability"],
];

/** Whether a first page is of a slide in Ventana's format. */
export function isBif({ description = "", software = "", tags }: TiffPage): boolean {
  if (!tags.includes(XMP_TAG)) return false;
  return (
    software.includes("Ventana") ||
    software.startsWith("ScanOutputManager") ||
    ROLES.some(([begin]) => begin.test(description))
  );
}

/**
 * Opens a slide. Overlapping tiles are joined; if the document does not say how, they stay side by side, with a
 * warning.
 */
export async function readBif(
  file: TiffPages,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const associated: AssociatedImage[] = [];
  const levels: { readonly number: number; readonly magnification: number; readonly page: TiffPage }[] = [];
  const documents: XmlElement[] = [];
  for (const page of await listPages(file, options)) {
    const { description = "" } = page;
    const role = ROLES.find(([begin]) => begin.test(description))?.[1];
    const level = /\blevel=(\d+)/.exec(description)?.[1];
    const magnification = Number(/\bmag=([\d.]+)/.exec(description)?.[1]);
    if (role !== undefined) associated.push(associatedImage(role, page, FORMAT));
    else if (level !== undefined) levels.push({ number: Number(level), magnification, page });
    if (page.tags.includes(XMP_TAG)) documents.push(...(await readXmp(page, options)));
  }
  const [finest, ...coarser] = levels.sort((a, b) => a.number - b.number);
  if (!finest) {
    throw new StorageError("invalid-data", "Cannot open BIF: no page says that it is a level", {
      format: FORMAT,
    });
  }
  const [scan] = documents.flatMap((root) => elementsNamed(root, "iScan"));
  const size = scan && numberIn(scan, "ScanRes");
  const [height, width] = planeShape(finest.page, finest.page.source().info);
  const [encodeInfo] = documents.flatMap((root) => elementsNamed(root, "EncodeInfo"));
  const joints = encodeInfo && parseBifJoints(encodeInfo, { x: width, y: height });
  const joined = ({ number, magnification, page }: (typeof levels)[number]): TiffPage => {
    if (!joints) return page;
    const ratio = finest.magnification / magnification;
    return {
      ...page,
      source: () => joinTiles(page.source(), joints, isPositive(ratio) ? ratio : 2 ** number),
    };
  };
  const image = assembleImage({
    name,
    counts: ONE_PLANE,
    levels: [onePage(joined(finest)), ...coarser.map((level) => onePage(joined(level)))],
    sizes: isPositive(size) ? micrometers(size, size) : taggedSizes(finest.page),
    format: FORMAT,
  });
  const isUnjoined =
    !joints && documents.flatMap((root) => elementsNamed(root, "TileJointInfo")).some(doesOverlap);
  return {
    images: [image],
    ...(associated.length > 0 && { associated }),
    ...(isUnjoined && {
      warnings: ["Tiles of the slide overlap; they are shown side by side, as they are stored"],
    }),
  };
}

/** The documents of a page: scan, tiles and how they join. */
async function readXmp(page: TiffPage, options: CallOptions): Promise<XmlElement[]> {
  const value = await page.tag(XMP_TAG, options);
  const text = value?.text ?? (value?.bytes && decodeText(value.bytes).replace(/\0+$/, ""));
  if (!text) return [];
  return [parseXmlTree(text, FORMAT)];
}

function doesOverlap(joint: XmlElement): boolean {
  return ["OverlapX", "OverlapY"].some((attribute) => (numberIn(joint, attribute) ?? 0) !== 0);
}
