/**
 * PerkinElmer (Akoya) QPTIFF: a page for each channel, then the thumbnail, then each reduced level's channels, an
 * overview and a label. "QPTIFF File Format", PerkinElmer 2018.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { AssociatedImage, Channel, ImageCollection } from "../../image-model.ts";
import { textOf, type XmlElement } from "../../xml/xml-element.ts";
import { parseXmlTree } from "../../xml/xml-tree.ts";
import { listPages } from "../all-pages.ts";
import { assembleImage, associatedImage, type PageLevel, taggedSizes } from "../assemble-image.ts";
import { samplesOf } from "../page-stack.ts";
import type { TiffPage, TiffPages } from "../tiff-pages.ts";
import type { DialectOptions } from "../unread-pages.ts";

const FORMAT = "qptiff";

/** Whether a TIFF Software tag is that of QPTIFF files. */
export function isQptiff(software: string): boolean {
  return software.startsWith("PerkinElmer-QPI");
}

/** Opens a slide. Every page says in XML which it is of full image, reduced level, thumbnail, overview and label. */
export async function readQptiff(
  file: TiffPages,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const pages = await listPages(file, options);
  const levels: Described[][] = [];
  const associated: AssociatedImage[] = [];
  for (const page of pages) {
    const described = { page, xml: parseXmlTree(page.description ?? "", FORMAT) };
    const role = ROLES[textOf(described.xml, "ImageType") ?? ""];
    if (role !== undefined) {
      associated.push(associatedImage(role, page, FORMAT));
      continue;
    }
    const level = levels.at(-1);
    if (level && isSameSize(level[0]!.page, page)) level.push(described);
    else levels.push([described]);
  }
  const [full, ...reduced] = levels;
  if (!full) throw invalid("none of its pages is a full image");
  const uneven = reduced.find((level) => level.length !== full.length);
  if (uneven) throw invalid(`its levels have ${full.length} and ${uneven.length} channels`);
  const [{ page, xml }] = full as [Described, ...Described[]];
  const samples = samplesOf(page, page.source().info);
  const image = assembleImage({
    name: textOf(xml, "SlideID") || name,
    counts: { t: 1, c: full.length, z: 1 },
    levels: [levelOf(full), ...reduced.map(levelOf)],
    sizes: taggedSizes(page),
    channels: samples > 1 ? [] : full.map((channel) => modelChannel(channel.xml)),
    format: FORMAT,
  });
  return { images: [image], associated };
}

/** ImageType of pages that are not part of the pyramid, and what they are. */
const ROLES: { readonly [imageType: string]: string } = {
  Thumbnail: "thumbnail",
  Overview: "macro",
  Label: "label",
};

interface Described {
  readonly page: TiffPage;
  readonly xml: XmlElement;
}

function levelOf(channels: readonly Described[]): PageLevel {
  return { template: channels[0]!.page, open: async ({ c }) => channels[c]?.page };
}

function isSameSize(a: TiffPage, b: TiffPage): boolean {
  return a.source().info.shape.every((length, axis) => length === b.source().info.shape[axis]);
}

/** Color is "red,green,blue". */
function modelChannel(xml: XmlElement): Channel {
  const name = textOf(xml, "Name") || undefined;
  const parts = textOf(xml, "Color")?.split(",").map(Number) ?? [];
  const isColor =
    parts.length === 3 && parts.every((part) => Number.isInteger(part) && part >= 0 && part < 256);
  const color = parts.reduce((sum, part) => 256 * sum + part, 0);
  return { ...(name !== undefined && { name }), ...(isColor && { color }) };
}

function invalid(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot open QPTIFF: ${fact}`, { format: FORMAT });
}
