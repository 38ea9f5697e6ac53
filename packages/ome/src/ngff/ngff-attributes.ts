/**
 * Writing an image's metadata as OME-NGFF.
 *
 * @module
 */

import type { Axis, Json, JsonObject, Level } from "@chunkwright/core";
import { defaultWindow } from "../default-window.ts";
import type { Channel, ChannelWindow, Downsampling, Image } from "../image-model.ts";
import { type NgffVersion, wrapAttributes } from "./ngff-version.ts";

/** Options of `ngffAttributes`. */
export interface NgffAttributesOptions {
  /** Where the levels lie that are written; the image's own by default. */
  readonly levels?: readonly Pick<Level, "scale" | "translation">[] | undefined;
  /** How they were made; as the image says by default. */
  readonly downsampling?: Downsampling | undefined;
  /** Path, in the image's group, of the array of a level; `datasetPath` by default. */
  readonly datasetPath?: ((level: number) => string) | undefined;
}

/**
 * Attributes of the group whose arrays `datasetPath(0)`, `datasetPath(1)` and so on are the image's levels. OME-NGFF
 * 0.4 and OME-Zarr 0.5, "multiscales" and "omero" metadata. Channels get the whole range of the data type and a
 * colour where the image has none, since both are required. `image.dialects` are stored beside them, under our own
 * name.
 */
export function ngffAttributes(
  image: Image,
  version: NgffVersion,
  options: NgffAttributesOptions = {},
): JsonObject {
  const levels = options.levels ?? image.levels;
  const pathOf = options.datasetPath ?? datasetPath;
  const { type, metadata } = options.downsampling ?? image.downsampling ?? {};
  const hasTranslation = levels.some(({ translation }) => translation.some((offset) => offset !== 0));
  const multiscale: JsonObject = {
    ...(version === "0.4" && { version }),
    name: image.name,
    axes: image.axes.map(axisJson),
    datasets: levels.map((level, i) => ({
      path: pathOf(i),
      coordinateTransformations: transformations(level, hasTranslation),
    })),
    ...(type !== undefined && { type }),
    ...(metadata !== undefined && { metadata }),
  };
  const members = { multiscales: [multiscale], ...(image.channels.length > 0 && { omero: omero(image) }) };
  return {
    ...wrapAttributes(members, version),
    ...(image.dialects && { [DIALECTS_MEMBER]: image.dialects }),
  };
}

/** The member of a group's attributes that holds `Image.dialects`. */
export const DIALECTS_MEMBER = "chunkwright";

/** Path, in the image's group, of the array of a level. */
export function datasetPath(level: number): string {
  return `${level}`;
}

/** An axis as OME-NGFF 0.4 and 0.5 state it. */
export function axisJson({ name, type, unit }: Axis): JsonObject {
  return { name, ...(type !== undefined && { type }), ...(unit !== undefined && { unit }) };
}

function transformations(
  { scale, translation }: Pick<Level, "scale" | "translation">,
  hasTranslation: boolean,
): Json {
  return [{ type: "scale", scale }, ...(hasTranslation ? [{ type: "translation", translation }] : [])];
}

function omero(image: Image): JsonObject {
  const { axes, channels, levels } = image;
  const { dataType, shape } = levels[0].source.info;
  const z = axes.findIndex(({ name }) => name === "z");
  const isColored = channels.length > 1 || channels.some(({ color = WHITE }) => color !== WHITE);
  return {
    channels: channels.map((channel, i) => channelJson(channel, i, channels.length, defaultWindow(dataType))),
    rdefs: {
      defaultT: 0,
      defaultZ: Math.floor((shape[z] ?? 1) / 2),
      model: isColored ? "color" : "greyscale",
    },
  };
}

function channelJson(
  { name, color, window, active = true }: Channel,
  index: number,
  channels: number,
  range: Required<ChannelWindow>,
): JsonObject {
  const { min, max } = window ?? range;
  return {
    ...(name !== undefined && { label: name }),
    color: colorText(color ?? defaultColor(index, channels)),
    window: { min, max, start: window?.start ?? min, end: window?.end ?? max },
    active,
  };
}

const WHITE = 0xffffff;

/** White for a single channel; for several the primaries, then their mixtures, then again. */
export function defaultColor(index: number, channels: number): number {
  return channels === 1 ? WHITE : (PALETTE[index % PALETTE.length] ?? WHITE);
}

const PALETTE = [0xff0000, 0x00ff00, 0x0000ff, 0x00ffff, 0xff00ff, 0xffff00, WHITE];

function colorText(color: number): string {
  return color.toString(16).toUpperCase().padStart(6, "0");
}
