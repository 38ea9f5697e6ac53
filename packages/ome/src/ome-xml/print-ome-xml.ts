/**
 * OME-XML of images in one TIFF file. OME schema 2016-06.
 *
 * @module
 */

import type { Axis } from "@chunkwright/core";
import type { Channel, Image } from "../image-model.ts";
import { symbolOfUnit } from "../physical-unit.ts";
import type { Plate } from "../plate/plate.ts";
import { dimensionOrder, type PagedImage } from "../tiff/image-pages.ts";
import { omePixelType } from "./pixel-type.ts";
import { printAttributes } from "./print-attributes.ts";
import { printPlate } from "./print-plate.ts";
import { type OmeFile, printTiffData } from "./print-tiff-data.ts";

const SCHEMA = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

export interface PrintOmeXmlOptions {
  /** What the document names as the file that it is in. */
  readonly file?: OmeFile | undefined;
  /** The wells that the images were taken in. */
  readonly plate?: Plate | undefined;
}

/** A document for the images, planes in the order of the pages of `file`. */
export function printOmeXml(images: readonly PagedImage[], { file, plate }: PrintOmeXmlOptions = {}): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<OME xmlns="${SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
      `xsi:schemaLocation="${SCHEMA} ${SCHEMA}/ome.xsd" Creator="chunkwright"${printAttributes({ UUID: file?.uuid })}>`,
    ...(plate ? [printPlate(plate)] : []),
    ...images.map((image, i) => printImage(image, i, file)),
    "</OME>",
  ].join("");
}

function printImage(paged: PagedImage, i: number, file: OmeFile | undefined): string {
  const { name } = paged.image;
  return `<Image${printAttributes({ ID: `Image:${i}`, Name: name })}>${printPixels(paged, i, file)}</Image>`;
}

function printPixels(paged: PagedImage, i: number, file: OmeFile | undefined): string {
  const { image, samples, planar, firstPage, pages } = paged;
  const { dataType, shape } = image.levels[0].source.info;
  const size = (name: string) => shape[image.axes.findIndex((axis) => axis.name === name)] ?? 1;
  const pixels = printAttributes({
    ID: `Pixels:${i}`,
    DimensionOrder: dimensionOrder(paged),
    Type: omePixelType(dataType),
    BigEndian: "false",
    ...(samples > 1 && { Interleaved: planar ? "false" : "true" }),
    SizeX: size("x"),
    SizeY: size("y"),
    SizeZ: size("z"),
    SizeC: size("c"),
    SizeT: size("t"),
    ...physicalSizes(image),
  });
  const channels = Array.from({ length: size("c") / samples }, (_, c) =>
    printChannel(samples > 1 ? {} : (image.channels[c] ?? {}), `Channel:${i}:${c}`, samples),
  );
  const tiffData = printTiffData({ IFD: firstPage, PlaneCount: pages }, file);
  return `<Pixels${pixels}>${channels.join("")}${tiffData}</Pixels>`;
}

/** Colours of samples are implied. */
function printChannel({ name, color }: Channel, id: string, samples: number): string {
  return `<Channel${printAttributes({
    ID: id,
    Name: name,
    SamplesPerPixel: samples,
    Color: color === undefined ? undefined : (color << 8) | 0xff,
  })}/>`;
}

const SIZE_NAMES: { readonly [axis: string]: string } = {
  x: "PhysicalSizeX",
  y: "PhysicalSizeY",
  z: "PhysicalSizeZ",
  t: "TimeIncrement",
};

/** Sizes without a unit are in pixels, which OME-XML has a symbol for; meaningless ones are left out. */
function physicalSizes({ axes, levels }: Image): Record<string, string | number> {
  const sizes: Record<string, string | number> = {};
  for (const [i, axis] of axes.entries()) {
    const name = SIZE_NAMES[axis.name];
    const size = levels[0].scale[i];
    if (name === undefined || size === undefined || !(size > 0)) continue;
    const symbol = unitSymbol(axis);
    if (symbol === undefined && (size === 1 || axis.type === "time")) continue;
    sizes[name] = size;
    sizes[`${name}Unit`] = symbol ?? "pixel";
  }
  return sizes;
}

function unitSymbol({ unit }: Axis): string | undefined {
  return unit === undefined ? undefined : symbolOfUnit(unit);
}
