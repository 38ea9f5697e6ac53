/**
 * Pages that no OME-XML can describe, since OME has no name for the type of their pixels: a private tag says in JSON
 * what they are.
 *
 * @module
 */

import { type Axis, isJsonObject, type Json, type JsonObject, StorageError } from "@chunkwright/core";
import { AXIS_NAMES, type AxisName, STACK_AXES } from "../axis-names.ts";
import type { Channel, Image, ImageCollection } from "../image-model.ts";
import { countPages } from "./all-pages.ts";
import type { PagedImage } from "./image-pages.ts";
import { LEFTOVERS_TAG, leftoverPlate, parseLeftovers, withLeftovers } from "./ngff-leftovers.ts";
import { stackLevels } from "./page-pyramid.ts";
import { checkPlaneCounts, type PagePlace, samplesOf } from "./page-stack.ts";
import { withTiffDisplay } from "./tiff-display.ts";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";
import type { PageOptions } from "./unread-pages.ts";

/** What goes among the leftovers of an image's first page. */
export function describePages({ image, pageAxes, pages }: PagedImage): JsonObject {
  const { axes, levels, channels, name } = image;
  const { shape } = levels[0].source.info;
  return {
    image: {
      name,
      axes: axes.map((axis) => ({ ...axis })),
      scale: levels[0].scale,
      channels: channels.map((channel) => ({ ...(channel.name !== undefined && { name: channel.name }) })),
      pages,
      order: pageAxes.map((axis) => ({ axis: axes[axis]!.name, length: shape[axis]! })),
    },
  };
}

/** The images of a file whose pages are described so; `undefined` for all others. Rejects where pages are missing. */
export async function readDescribedPages(
  file: TiffPages,
  options: PageOptions = {},
): Promise<ImageCollection | undefined> {
  const images: Image[] = [];
  let leftovers: string | undefined;
  const count = (await describes(await file.ifd(0, options))) ? await countPages(file, options) : 0;
  for (let firstPage = 0; firstPage < count; ) {
    const template = await file.ifd(firstPage, options);
    const found = await describes(template);
    if (!found) break;
    const image = await openImage(file, template, firstPage, found.description);
    leftovers ??= found.text;
    images.push(await withTiffDisplay(withLeftovers(image, found.text), template, options));
    firstPage += found.description.pages;
  }
  const plate = leftoverPlate(leftovers, images.length);
  return images.length > 0 ? { images, ...(plate && { plate }) } : undefined;
}

interface PagesDescription {
  readonly name: string;
  /** y and x among them, none twice. */
  readonly axes: readonly (Axis & { readonly name: AxisName })[];
  readonly scale: readonly number[];
  readonly channels: readonly Channel[];
  readonly pages: number;
  /** The axes that pages run along, slowest first. */
  readonly order: readonly { readonly axis: keyof PagePlace; readonly length: number }[];
}

async function describes(
  page: TiffPage,
): Promise<{ readonly text: string; readonly description: PagesDescription } | undefined> {
  const text = page.tags.includes(LEFTOVERS_TAG) ? (await page.tag(LEFTOVERS_TAG))?.text : undefined;
  const description = text === undefined ? undefined : parseDescription(parseLeftovers(text)?.image);
  return text !== undefined && description ? { text, description } : undefined;
}

async function openImage(
  file: TiffPages,
  template: TiffPage,
  firstPage: number,
  { name, axes, scale, channels, order }: PagesDescription,
): Promise<Image> {
  const samples = samplesOf(template, template.source().info);
  if (samples > 1 && !axes.some((axis) => axis.name === "c")) {
    throw new StorageError("invalid-data", `Cannot open TIFF: tag ${LEFTOVERS_TAG} contradicts its page`, {
      format: "tiff",
    });
  }
  const lengthOf = (axisName: AxisName) => order.find(({ axis }) => axis === axisName)?.length ?? 1;
  const counts = { t: lengthOf("t"), c: lengthOf("c"), z: lengthOf("z") };
  checkPlaneCounts(counts, samples, "tiff");
  const pageAt = (place: PagePlace) => order.reduce((n, { axis, length }) => n * length + place[axis], 0);
  const levels = await stackLevels(
    {
      axes: axes.map((axis) => axis.name),
      counts,
      template,
      open: (place) => file.ifd(firstPage + pageAt(place)),
    },
    scale,
  );
  return { name, axes, levels, channels };
}

/** `undefined` for anything but what `describePages` prints. */
function parseDescription(value: Json | undefined): PagesDescription | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, pages } = value;
  const axes = parseList(value.axes, parseAxis);
  const scale = parseList(value.scale, (size) => (typeof size === "number" ? size : undefined));
  const channels = parseList(value.channels, parseChannel);
  const order = parseList(value.order, parsePageAxis);
  if (typeof name !== "string" || !axes || scale?.length !== axes.length || !channels || !order)
    return undefined;
  const names = new Set(axes.map((axis) => axis.name));
  const isSound =
    names.size === axes.length &&
    names.has("y") &&
    names.has("x") &&
    order.every(({ axis }) => names.has(axis)) &&
    order.reduce((product, { length }) => product * length, 1) === pages;
  return isSound ? { name, axes, scale, channels, pages, order } : undefined;
}

function parseList<T>(value: Json | undefined, parse: (item: Json) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(parse).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}

function parseAxis(value: Json): PagesDescription["axes"][number] | undefined {
  if (!isJsonObject(value)) return undefined;
  const { type, unit } = value;
  const name = AXIS_NAMES.find((known) => known === value.name);
  return (
    name && {
      name,
      ...(typeof type === "string" && { type }),
      ...(typeof unit === "string" && { unit }),
    }
  );
}

function parsePageAxis(value: Json): PagesDescription["order"][number] | undefined {
  if (!isJsonObject(value)) return undefined;
  const axis = STACK_AXES.find((known) => known === value.axis);
  const { length } = value;
  return axis && typeof length === "number" && Number.isInteger(length) && length > 0
    ? { axis, length }
    : undefined;
}

function parseChannel(value: Json): Channel | undefined {
  if (!isJsonObject(value)) return undefined;
  return typeof value.name === "string" ? { name: value.name } : {};
}
