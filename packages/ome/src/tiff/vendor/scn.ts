/**
 * Leica SCN: a collection of slide regions, whose XML says which IFD holds which level, channel and slice. Leica SCN400
 * schema 2010/10/01.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { AssociatedImage, Image, ImageCollection } from "../../image-model.ts";
import { childrenOf, type XmlElement } from "../../xml/xml-element.ts";
import { numberIn, parseXmlTree } from "../../xml/xml-tree.ts";
import { type AxisSizes, assembleImage, micrometers, type PageLevel } from "../assemble-image.ts";
import type { TiffPages } from "../tiff-pages.ts";

const FORMAT = "scn";

/** Whether a TIFF ImageDescription is Leica's. */
export function isScn(description: string): boolean {
  return description.trimEnd().endsWith("</scn>");
}

/** Opens each region as an image; that which shows all of the slide is the macro image. */
export async function readScn(file: TiffPages, description: string): Promise<ImageCollection> {
  const images: Image[] = [];
  const associated: AssociatedImage[] = [];
  for (const collection of childrenOf(parseXmlTree(description, FORMAT), "collection")) {
    for (const element of childrenOf(collection, "image")) {
      const image = await openRegion(file, element);
      if (isWhole(element, collection)) associated.push({ name: "macro", image });
      else images.push(image);
    }
  }
  if (images.length > 0) return { images, associated };
  // A slide of which there is nothing but the overview.
  if (associated.length > 0) return { images: associated.map(({ image }) => image) };
  throw invalid("its XML describes no image");
}

async function openRegion(file: TiffPages, element: XmlElement): Promise<Image> {
  const [pixels] = childrenOf(element, "pixels");
  if (!pixels) throw invalid("an image has no pixels");
  const levels = new Map<number, Map<string, number>>();
  let [channels, slices] = [1, 1];
  for (const dimension of childrenOf(pixels, "dimension")) {
    const [r, c, z, ifd] = ["r", "c", "z", "ifd"].map((name) => numberIn(dimension, name));
    if (
      ifd === undefined ||
      ![r ?? 0, c ?? 0, z ?? 0, ifd].every((value) => Number.isInteger(value) && value >= 0)
    ) {
      throw invalid("a dimension of its XML names no IFD");
    }
    const level = levels.get(r ?? 0) ?? new Map<string, number>();
    levels.set(r ?? 0, level.set(`${c ?? 0} ${z ?? 0}`, ifd));
    channels = Math.max(channels, (c ?? 0) + 1);
    slices = Math.max(slices, (z ?? 0) + 1);
  }
  const ordered: PageLevel[] = [];
  for (const [, ifds] of [...levels].sort(([a], [b]) => a - b)) ordered.push(await openLevel(file, ifds));
  const [finest, ...coarser] = ordered;
  if (!finest) throw invalid("an image has no levels");
  return assembleImage({
    name: element.attributes.get("name") ?? "",
    counts: { t: 1, c: channels, z: slices },
    levels: [finest, ...coarser],
    sizes: sizesOf(element, pixels),
    format: FORMAT,
  });
}

async function openLevel(file: TiffPages, ifds: ReadonlyMap<string, number>): Promise<PageLevel> {
  const [first] = ifds.values();
  return {
    template: await file.ifd(first!),
    async open({ c, z }) {
      const ifd = ifds.get(`${c} ${z}`);
      return ifd === undefined ? undefined : file.ifd(ifd);
    },
  };
}

/** The view is in nanometres. */
function sizesOf(element: XmlElement, pixels: XmlElement): AxisSizes {
  const [view] = childrenOf(element, "view");
  const width = view && numberIn(view, "sizeX");
  const height = view && numberIn(view, "sizeY");
  const columns = numberIn(pixels, "sizeX");
  const rows = numberIn(pixels, "sizeY");
  if (!width || !height || !columns || !rows) return {};
  return micrometers(width / columns / 1000, height / rows / 1000);
}

function isWhole(element: XmlElement, collection: XmlElement): boolean {
  const [view] = childrenOf(element, "view");
  if (!view) return false;
  const isAtStart = (numberIn(view, "offsetX") ?? 0) === 0 && (numberIn(view, "offsetY") ?? 0) === 0;
  return isAtStart && ["sizeX", "sizeY"].every((name) => numberIn(view, name) === numberIn(collection, name));
}

function invalid(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot open SCN: ${fact}`, { format: FORMAT });
}
