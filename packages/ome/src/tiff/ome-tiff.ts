/**
 * OME-TIFF: planes of TIFF files as the images that OME-XML describes.
 *
 * @module
 */

import { type Axis, type Bytes, StorageError } from "@chunkwright/core";
import type { AssociatedImage, Channel, Image, ImageCollection } from "../image-model.ts";
import { describeModulo } from "../ome-xml/ome-modulo.ts";
import type { OmeChannel, OmeImage, OmePixels, OmeQuantity, OmeXml } from "../ome-xml/ome-xml.ts";
import { parseOmeXml } from "../ome-xml/parse-ome-xml.ts";
import { unitOfSymbol } from "../physical-unit.ts";
import { nameFields } from "../plate/name-fields.ts";
import { fieldPaths } from "../plate/plate.ts";
import { plateOfOmeXml } from "../plate/plate-of-ome-xml.ts";
import { associatedName, LEFTOVERS_TAG, leftoverPlate, withLeftovers } from "./ngff-leftovers.ts";
import { stackLevels } from "./page-pyramid.ts";
import { planeShape, samplesOf } from "./page-stack.ts";
import { firstSite, planePlaces } from "./plane-places.ts";
import { sampleColor } from "./sample-color.ts";
import { withTiffDisplay } from "./tiff-display.ts";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";
import { type OpenSite, openSites, plainFileName } from "./tiff-siblings.ts";
import { type DialectOptions, listUnread, UNREADABLE, unlessUnread } from "./unread-pages.ts";

/** Options of `readCompanionImages`. */
export interface ReadOmeTiffOptions extends DialectOptions {
  /** Opens a TIFF file in the same directory; `undefined` if there is none. */
  readonly openFile?: ((fileName: string) => Promise<TiffPages | undefined>) | undefined;
  /** Reads a file in the same directory, for metadata in a companion file; `undefined` if there is none. */
  readonly readFile?: ((fileName: string) => Promise<Bytes | undefined>) | undefined;
}

/**
 * Opens the images of an OME-TIFF file whose first ImageDescription is `description`. Every image has the axes t, c,
 * z, y, x, whatever their lengths, and samples lie along c. Reads the first page of each image; others are read, and
 * checked, with their chunks. A plane that no TiffData element places has absent chunks. Images that cannot be read, those
 * in missing files too, are left out if there is an `onUnread`, which is called for each.
 */
export async function readOmeTiff(
  file: TiffPages,
  description: string,
  options: ReadOmeTiffOptions = {},
): Promise<ImageCollection> {
  const xml = parseOmeXml(description);
  const { binaryOnly, uuid } = xml;
  const siblings = { file, uuid, openFile: options.openFile };
  if (!binaryOnly) {
    const openSite = openSites({ ...siblings, isOnly: namesOneFile(xml) });
    return openImages(xml, new TextEncoder().encode(description), openSite, options);
  }
  const companion = await readCompanion(binaryOnly.fileName, options);
  return openImages(parseOmeXml(decodeUtf8(companion)), companion, openSites(siblings), options);
}

function namesOneFile({ images }: OmeXml): boolean {
  const elements = images.flatMap(({ pixels }) => pixels.tiffData);
  return new Set(elements.map(({ fileName, uuid }) => fileName ?? uuid)).size === 1;
}

/**
 * Opens the images that a companion file (`.companion.ome`) describes, in the TIFF files beside it. Those that cannot be read
 * are left out, with a warning each and listed as `unread`; rejects with `StorageError` if none is left.
 */
export async function readCompanionImages(
  xml: Bytes,
  options: Omit<ReadOmeTiffOptions, "readFile" | "onUnread">,
): Promise<ImageCollection> {
  const openSite = openSites({ openFile: options.openFile });
  return listUnread((onUnread) =>
    openImages(parseOmeXml(decodeUtf8(xml)), xml, openSite, { ...options, onUnread }),
  );
}

async function openImages(
  xml: OmeXml,
  omeXml: Bytes,
  openSite: OpenSite,
  options: ReadOmeTiffOptions,
): Promise<ImageCollection> {
  const images: Image[] = [];
  const ids: (string | undefined)[] = [];
  const associated: AssociatedImage[] = [];
  let leftover: string | undefined;
  for (const [n, described] of xml.images.entries()) {
    const path = described.id ?? `image ${n}`;
    const opened = await unlessUnread(path, () => openImage(described, openSite, options), options, [
      ...UNREADABLE,
      "not-found",
    ]);
    if (!opened) continue;
    const { image, leftovers, role } = opened;
    if (role !== undefined) {
      associated.push({ name: role, image });
      continue;
    }
    if (images.length === 0) leftover = leftovers;
    images.push(image);
    ids.push(described.id);
  }
  if (images.length === 0 && associated.length === xml.images.length) {
    throw new StorageError("invalid-data", "Cannot open OME-TIFF: its OME-XML describes no image", {
      format: "ome-tiff",
    });
  }
  const own = leftoverPlate(leftover, images.length);
  const { plate, warnings } = own ? { plate: own, warnings: [] } : plateOfOmeXml(xml.plates ?? [], ids);
  return {
    images: plate ? nameFields(images, fieldPaths(plate)) : images,
    ...(plate && { plate }),
    omeXml,
    ...(warnings.length > 0 && { warnings }),
    ...(associated.length > 0 && { associated }),
  };
}

interface OpenedImage {
  readonly image: Image;
  /** Text of `LEFTOVERS_TAG`. */
  readonly leftovers?: string;
  /** What it is to the others, where it is not one of them. */
  readonly role?: string | undefined;
}

async function openImage(
  { id, name, pixels, modulo }: OmeImage,
  openSite: OpenSite,
  { name: fallback = "", onUnread }: DialectOptions,
): Promise<OpenedImage> {
  checkStorage(pixels, name || id || "");
  const template = await openSite(firstSite(pixels));
  if (!template) {
    throw new StorageError("invalid-data", "Cannot open OME-TIFF: an image's first plane has no IFD", {
      format: "ome-tiff",
    });
  }
  const { info } = template.source();
  const samples = samplesOf(template, info);
  checkPlaneShape(pixels, template);
  const places = planePlaces(pixels, samples);
  const { axes, scale } = physicalAxes(pixels);
  const levels = await stackLevels(
    {
      axes: ["t", "c", "z", "y", "x"],
      counts: places.counts,
      template,
      open: async (place) => {
        const site = places.find(place);
        return site && openSite(site);
      },
    },
    scale,
    { onUnread },
  );
  const image = {
    name: name || fallback || id || "",
    axes,
    levels,
    channels: modelChannels(pixels.channels, places.counts.c * samples, samples),
    ...(modulo && { dialects: { ome: { modulo: modulo.map(describeModulo) } } }),
  };
  const leftovers = template.tags.includes(LEFTOVERS_TAG) ? await template.tag(LEFTOVERS_TAG) : undefined;
  if (leftovers?.text === undefined) return { image: await withTiffDisplay(image, template) };
  return {
    image: await withTiffDisplay(withLeftovers(image, leftovers.text), template),
    leftovers: leftovers.text,
    role: associatedName(leftovers.text),
  };
}

function checkStorage({ storage }: OmePixels, image: string): void {
  if (storage === "tiff") return;
  const feature = storage === "bin-data" ? "pixels inside OME-XML" : "images without pixels";
  throw new StorageError("unsupported", `Cannot open image ${JSON.stringify(image)}: ${storage}`, {
    format: "ome-tiff",
    feature,
  });
}

/** If the document and a page disagree on size, it is unknown which one the other pages follow. */
function checkPlaneShape({ sizeX, sizeY }: OmePixels, page: TiffPage): void {
  const [height, width] = planeShape(page, page.source().info);
  if (width === sizeX && height === sizeY) return;
  throw new StorageError(
    "invalid-data",
    `Cannot open OME-TIFF: a plane is ${width} x ${height}, but SizeX is ${sizeX} and SizeY is ${sizeY}`,
    { format: "ome-tiff" },
  );
}

function physicalAxes(pixels: OmePixels): { axes: Axis[]; scale: number[] } {
  const quantities: [Omit<Axis, "unit">, OmeQuantity | undefined][] = [
    [{ name: "t", type: "time" }, pixels.timeIncrement],
    [{ name: "c", type: "channel" }, undefined],
    [{ name: "z", type: "space" }, pixels.physicalSizeZ],
    [{ name: "y", type: "space" }, pixels.physicalSizeY],
    [{ name: "x", type: "space" }, pixels.physicalSizeX],
  ];
  const units = quantities.map(([, quantity]) => quantity && unitOfSymbol(quantity.unit));
  return {
    axes: quantities.map(([axis], i) => ({ ...axis, ...(units[i] && { unit: units[i].name }) })),
    scale: quantities.map(([, quantity], i) => (quantity?.value ?? 1) * (units[i]?.factor ?? 1)),
  };
}

/** One channel per element of the c axis: a channel element stands for all samples of its pixels. */
function modelChannels(channels: readonly OmeChannel[], count: number, samples: number): Channel[] {
  return Array.from({ length: count }, (_, c) => {
    const channel = channels[Math.floor(c / samples)];
    return samples === 1
      ? modelChannel(channel)
      : { ...modelChannel(channel), ...sampleColor(c % samples, samples) };
  });
}

function modelChannel({ name, color }: OmeChannel = {}): Channel {
  return { ...(name && { name }), ...(color !== undefined && { color: (color >>> 8) & 0xffffff }) };
}

async function readCompanion(fileName: string, { readFile }: ReadOmeTiffOptions): Promise<Bytes> {
  const name = plainFileName(fileName);
  if (!readFile) {
    throw new StorageError(
      "unsupported",
      `Cannot read ${name}, which holds the metadata of this file: no readFile option was given`,
      { format: "ome-tiff", feature: "metadata in a companion file" },
    );
  }
  const bytes = await readFile(name);
  if (bytes) return bytes;
  throw new StorageError("not-found", `Cannot find ${name}, which holds the metadata of this file`, {
    path: name,
  });
}

function decodeUtf8(bytes: Bytes): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new StorageError(
      "invalid-data",
      "Cannot parse OME-XML: it is not UTF-8",
      { format: "ome-xml" },
      { cause },
    );
  }
}
