/**
 * Changing what an OME-XML document says of images that somebody has described anew since, and no other character.
 *
 * @module
 */

import type { Image, ImageCollection } from "../image-model.ts";
import { symbolOfUnit, unitOfSymbol } from "../physical-unit.ts";
import { attributeEdit, editXml, xmlTags } from "../xml/xml-tags.ts";
import type { OmeImage, OmePixels } from "./ome-xml.ts";
import { imagesIn } from "./parse-ome-xml.ts";

/**
 * The document with the names of images and channels, the colors and the sizes of pixels that the images have. What they do
 * not state stays, and so do names of images that are paths: of fields of a plate, and those that bioformats2raw gives.
 * A document of other images is returned as it is.
 */
export function correctOmeXml(
  xml: string,
  { images, associated = [], plate }: Pick<ImageCollection, "images" | "associated" | "plate">,
): string {
  const described = imagesIn(xml);
  const counts = [images.length, images.length + associated.length];
  if (!described || !counts.includes(described.length)) return xml;
  const corrections = images.map((image, i) => correctionOf(image, described[i]!, plate === undefined));
  if (!corrections.some(isNeeded)) return xml;
  let image = -1;
  let channel = -1;
  const edits = [...xmlTags(xml)].flatMap((tag) => {
    if (tag.kind === "close") return [];
    if (tag.path === "OME/Image") [image, channel] = [image + 1, -1];
    if (tag.path === "OME/Image/Pixels/Channel") channel += 1;
    const values = attributesAt(tag.path, corrections[image], channel);
    return Object.entries(values).map(([name, value]) => attributeEdit(tag, name, value));
  });
  return editXml(
    xml,
    edits.sort((a, b) => a.start - b.start),
  );
}

/** Attributes that get other values. */
type Attributes = Readonly<Record<string, string | number>>;

interface Correction {
  readonly image: Attributes;
  readonly pixels: Attributes;
  readonly channels: readonly Attributes[];
}

function attributesAt(path: string, correction: Correction | undefined, channel: number): Attributes {
  switch (path) {
    case "OME/Image":
      return correction?.image ?? {};
    case "OME/Image/Pixels":
      return correction?.pixels ?? {};
    case "OME/Image/Pixels/Channel":
      return correction?.channels[channel] ?? {};
    default:
      return {};
  }
}

function isNeeded({ image, pixels, channels }: Correction): boolean {
  return [image, pixels, ...channels].some((attributes) => Object.keys(attributes).length > 0);
}

function correctionOf(image: Image, { name, pixels }: OmeImage, isNamed: boolean): Correction {
  const isRenamed = isNamed && name && image.name && image.name !== name && !/^\/?\d+$/.test(image.name);
  return {
    image: isRenamed ? { Name: image.name } : {},
    pixels: sizes(image, pixels),
    channels: channels(image, pixels),
  };
}

const QUANTITIES = [
  ["x", "PhysicalSizeX", "physicalSizeX"],
  ["y", "PhysicalSizeY", "physicalSizeY"],
  ["z", "PhysicalSizeZ", "physicalSizeZ"],
  ["t", "TimeIncrement", "timeIncrement"],
] as const;

function sizes({ axes, levels }: Image, pixels: OmePixels): Attributes {
  const attributes: Record<string, string | number> = {};
  for (const [name, attribute, key] of QUANTITIES) {
    const axis = axes.findIndex((candidate) => candidate.name === name);
    const size = levels[0].scale[axis];
    const unit = axes[axis]?.unit;
    const symbol = unit && symbolOfUnit(unit);
    // A size of 1 may stand for one that is not known.
    if (size === undefined || !symbol || (size === 1 && !pixels[key])) continue;
    const own = pixels[key];
    const ownUnit = own && unitOfSymbol(own.unit);
    if (own && ownUnit?.name === unit && isNear(size, own.value * ownUnit.factor)) continue;
    attributes[attribute] = size;
    if (own?.unit !== symbol) attributes[`${attribute}Unit`] = symbol;
  }
  return attributes;
}

/** A channel of the document is one or several of the image: the samples of its pixels, whose colors are implied. */
function channels(image: Image, { sizeC, channels: own }: OmePixels): readonly Attributes[] {
  const samples = sizeC / own.length;
  return own.map((channel, i) => {
    const { name, color } = image.channels[i * samples] ?? {};
    const isColored = samples === 1 && color !== undefined && channel.color !== undefined;
    return {
      ...(name && name !== channel.name && { Name: name }),
      ...(isColored &&
        color !== ((channel.color >>> 8) & 0xffffff) && { Color: (color << 8) | (channel.color & 0xff) }),
    };
  });
}

/** Numbers may have been printed, added and divided on their way. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.abs(b);
}
