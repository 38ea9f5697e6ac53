/**
 * Properties of images that OME-XML has no element for, as JSON in a private tag of the first page of an image.
 *
 * @module
 */

import {
  type Axis,
  isJsonObject,
  type Json,
  type JsonObject,
  type Level,
  printJson,
} from "@chunkwright/core";
import type { Channel, ChannelWindow, Image } from "../image-model.ts";
import { isNumbers } from "../json-numbers.ts";
import { parseLeniently } from "../lenient-json.ts";
import { levelFactors, levelOffset } from "../level-scale.ts";
import { symbolOfUnit } from "../physical-unit.ts";
import type { Plate } from "../plate/plate.ts";
import { plateOfJson } from "../plate/plate-json.ts";
import { asBools } from "./bool-view.ts";

/** The tag; its text is `{"chunkwright":{...}}`. TIFF 6.0 §8 leaves 65000 to 65535 to everybody. */
export const LEFTOVERS_TAG = 65281;

/**
 * Windows, visibility and colors of channels; positions and scales of levels that do not follow from their shapes; how
 * levels were made; whether elements are booleans; what other formats say; and `more`. `undefined` if there is nothing.
 */
export function printLeftovers(
  { axes, channels, levels, downsampling, dialects }: Image,
  more: JsonObject = {},
): string | undefined {
  const windows = channels.map(({ window }) => (window ? { ...window } : null));
  const colors = channels.map(({ color }) => color ?? null);
  const active = channels.map((channel) => channel.active ?? null);
  const translations = levelPositions(levels);
  const factors = scaleFactors(levels);
  const scale = unitlessScale(axes, levels[0]);
  const leftovers: JsonObject = {
    ...(windows.some((window) => window !== null) && { windows }),
    ...(colors.some((color) => color !== null) && { colors }),
    ...(active.some((value) => value !== null) && { active }),
    ...((translations || factors) && { axes: axes.map(({ name }) => name) }),
    ...(translations && { translations }),
    ...(factors && { factors }),
    ...(scale && { scale }),
    ...(downsampling && { downsampling: { ...downsampling } }),
    ...(levels[0].source.info.dataType === "bool" && { dataType: "bool" }),
    ...(dialects && { dialects }),
    ...more,
  };
  return Object.keys(leftovers).length > 0 ? printJson({ chunkwright: leftovers }) : undefined;
}

/** The scale along axes that OME-XML gives none: channels, and time that is not in a unit of it. */
function unitlessScale(axes: readonly Axis[], { scale }: Level): JsonObject | undefined {
  const entries = axes.flatMap(({ name, type, unit }, i): [string, number][] => {
    const hasNone = type === "channel" || (type === "time" && !(unit !== undefined && symbolOfUnit(unit)));
    return hasNone && scale[i] !== 1 ? [[name, scale[i]!]] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

type Vectors = readonly (readonly number[])[];

/** How many times coarser each level is than the finest; `undefined` if shapes say the same. */
function scaleFactors([finest, ...coarser]: Image["levels"]): Vectors | undefined {
  const factors = coarser.map(({ scale }) => scale.map((size, axis) => size / finest.scale[axis]!));
  const implied = coarser.map((level) => factorsOf(level, finest));
  return areNear(factors, implied) || !factors.flat().every(Number.isFinite) ? undefined : factors;
}

/** Where levels are; `undefined` if the finest one is at 0 and the others are where their shapes say. */
function levelPositions(levels: Image["levels"]): Vectors | undefined {
  const [finest] = levels;
  const translations = levels.map(({ translation }) => translation);
  const implied = levels.map((level) =>
    factorsOf(level, finest).map((factor, axis) => levelOffset(factor) * finest.scale[axis]!),
  );
  return areNear(translations, implied) ? undefined : translations;
}

function factorsOf({ source }: Level, finest: Level): readonly number[] {
  return levelFactors(finest.source.info.shape, source.info.shape);
}

function areNear(a: Vectors, b: Vectors): boolean {
  return a.every((vector, i) =>
    vector.every((value, axis) => Math.abs(value - b[i]![axis]!) <= 1e-12 * Math.abs(value)),
  );
}

/** The image with what the text of its tag says, as far as it fits. */
export function withLeftovers(image: Image, text: string): Image {
  const leftovers = parseLeftovers(text);
  if (!leftovers) return image;
  const { windows, colors, active, downsampling, dataType, dialects } = leftovers;
  const translations = parseVectors(leftovers, leftovers.translations, image.axes, 0);
  const factors = parseVectors(leftovers, leftovers.factors, image.axes, 1);
  const scaled = withUnitlessScale(image, leftovers.scale);
  const [{ scale: finestScale }] = scaled;
  const [finest, ...coarser] = scaled.map((stored, i) => {
    const isBool = dataType === "bool" && stored.source.info.dataType === "uint8";
    const level = isBool ? { ...stored, source: asBools(stored.source) } : stored;
    const factor = factors[i - 1]?.every((value) => value > 0) ? factors[i - 1] : undefined;
    return {
      ...level,
      translation: translations[i] ?? sum(level.translation, translations[0]),
      ...(factor && { scale: finestScale.map((size, axis) => size * factor[axis]!) }),
    };
  });
  return {
    ...image,
    levels: finest ? [finest, ...coarser] : image.levels,
    channels: image.channels.map((channel, i) => {
      const color = item(colors, i);
      const isNews = channel.color === undefined && typeof color === "number";
      return withDisplay(isNews ? { ...channel, color } : channel, item(windows, i), item(active, i));
    }),
    ...(isJsonObject(dialects) && { dialects }),
    ...(isJsonObject(downsampling) && {
      downsampling: {
        ...(typeof downsampling.type === "string" && { type: downsampling.type }),
        ...(isJsonObject(downsampling.metadata) && { metadata: downsampling.metadata }),
      },
    }),
  };
}

/** Levels with the scale along axes for which nothing else is stated. */
function withUnitlessScale({ axes, levels }: Image, stated: Json | undefined): Image["levels"] {
  const [finest, ...coarser] = levels;
  const own = isJsonObject(stated) ? stated : {};
  const step = axes.map(({ name, unit }, axis) => {
    const size = Object.hasOwn(own, name) ? own[name] : undefined;
    return typeof size === "number" && unit === undefined && finest.scale[axis] === 1 ? size : 1;
  });
  const scaled = (level: Level) => ({ ...level, scale: level.scale.map((size, axis) => size * step[axis]!) });
  return [scaled(finest), ...coarser.map(scaled)];
}

/** What the image is to the others of its file, if it is not one of them: `AssociatedImage`. */
export function associatedName(text: string): string | undefined {
  const name = parseLeftovers(text)?.associated;
  return typeof name === "string" ? name : undefined;
}

/** The plate of the images of a file, of which there are so many, if the text of the first one's tag describes one. */
export function leftoverPlate(text: string | undefined, images: number): Plate | undefined {
  return text === undefined ? undefined : plateOfJson(parseLeftovers(text)?.plate, images);
}

/** Numbers of the levels that the file was made of, along these axes, of which a document may have more. */
function parseVectors(
  { axes }: JsonObject,
  vectors: Json | undefined,
  own: readonly Axis[],
  absent: number,
): Vectors {
  if (!Array.isArray(axes) || !Array.isArray(vectors)) return [];
  const hasAll = axes.every((name) => own.some((axis) => axis.name === name));
  if (!hasAll || !vectors.every((vector) => isNumbers(vector) && vector.length === axes.length)) return [];
  return vectors.map((vector) => own.map(({ name }) => vector[axes.indexOf(name)] ?? absent));
}

/** Levels that were made for the file lie where their shape says, seen from the finest. */
function sum(a: readonly number[], b: readonly number[] | undefined): readonly number[] {
  return b ? a.map((offset, axis) => offset + b[axis]!) : a;
}

/** Text that is not ours is ignored. */
export function parseLeftovers(text: string): JsonObject | undefined {
  const document = parseLeniently(text);
  const leftovers = isJsonObject(document) ? document.chunkwright : undefined;
  return isJsonObject(leftovers) ? leftovers : undefined;
}

function withDisplay(channel: Channel, window: Json | undefined, active: Json | undefined): Channel {
  return {
    ...channel,
    ...(isWindow(window) && { window }),
    ...(typeof active === "boolean" && { active }),
  };
}

function isWindow(value: Json | undefined): value is Json & ChannelWindow {
  if (!isJsonObject(value)) return false;
  const { min, max, start, end, ...rest } = value;
  const isEnd = (limit: Json | undefined) => limit === undefined || typeof limit === "number";
  return (
    typeof min === "number" &&
    typeof max === "number" &&
    isEnd(start) &&
    isEnd(end) &&
    Object.keys(rest).length === 0
  );
}

function item(list: Json | undefined, i: number): Json | undefined {
  return Array.isArray(list) ? list[i] : undefined;
}
