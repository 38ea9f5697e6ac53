/**
 * What the sections of an Imaris file mean in the image model.
 *
 * @module
 */

import {
  type ArrayInfo,
  type Axis,
  type DataType,
  type Json,
  type JsonObject,
  printJson,
  type Shape,
} from "@chunkwright/core";
import { windowOfRange } from "../default-window.ts";
import type { Channel, ChannelWindow } from "../image-model.ts";
import { parseLeniently } from "../lenient-json.ts";
import type { Placement } from "../placement.ts";
import { unitOfText } from "../unit-of-text.ts";
import type { Terms } from "../unstated-terms.ts";
import type { ImarisSections } from "./imaris-sections.ts";

/** What ImarisWriter writes where no name or description was given. */
export const NO_NAME = "(name not specified)";
export const NO_DESCRIPTION = "(description not specified)";

/** The axes of space, in the order of the image model; Imaris numbers them from x. */
const SPACE = [2, 1, 0] as const;

/** `undefined` for an image without a name. */
export function imarisName({ Image }: ImarisSections): string | undefined {
  const name = Image?.Name;
  return name === "" || name === NO_NAME ? undefined : name;
}

/** A section of ours: axes without a unit, since Imaris has one unit for all, and terms that Imaris rounds or lacks. */
export const OWN_SECTION = "Chunkwright";
const WITHOUT_UNIT = "AxesWithoutUnit";
const TERMS = "Terms";

/** What Imaris states of an image of t, c, z, y, x. */
export function imarisTerms(sections: ImarisSections, { shape, dataType }: ArrayInfo): Terms {
  const [timePoints = 1, channels = 1, ...volume] = shape;
  const step = imarisTimeStep(sections, timePoints);
  const { scale, translation } = imarisPlacement(sections, volume);
  return {
    axes: axesOf(imarisUnits(sections), step !== undefined),
    scale: [step ?? 1, 1, ...scale],
    translation: [0, 0, ...translation],
    channels: Array.from({ length: channels }, (_, c) => imarisChannel(sections, c, dataType)),
  };
}

function axesOf(units: readonly (string | undefined)[], isTimed: boolean): readonly Axis[] {
  return [
    { name: "t", type: "time", ...(isTimed && { unit: "second" }) },
    { name: "c", type: "channel" },
    ...SPACE_NAMES.map((name, axis) => {
      const unit = units[axis];
      return { name, type: "space", ...(unit !== undefined && { unit }) };
    }),
  ];
}

/** Terms in our section; other text is ignored. */
export function ownImarisTerms({ [OWN_SECTION]: own }: ImarisSections): Json | undefined {
  const text = own?.[TERMS];
  return text === undefined ? undefined : parseLeniently(text);
}

/** The units of the axes of space, z, y, x; micrometers by default. */
export function imarisUnits({ Image, [OWN_SECTION]: own }: ImarisSections): readonly (string | undefined)[] {
  const unit = unitOfText(Image?.Unit ?? "um")?.name;
  const without = (own?.[WITHOUT_UNIT] ?? "").split(" ");
  return SPACE_NAMES.map((name) => (without.includes(name) ? undefined : unit));
}

/** The inverse of `imarisUnits`, except for the common unit, and of `ownImarisTerms`; empty if there is neither. */
export function ownImarisSection(
  units: readonly (string | undefined)[],
  terms: JsonObject | undefined,
): ImarisSections {
  const without = SPACE_NAMES.filter((_, axis) => units[axis] === undefined);
  const texts = {
    ...(without.length > 0 && { [WITHOUT_UNIT]: without.join(" ") }),
    ...(terms && { [TERMS]: printJson(terms) }),
  };
  return Object.keys(texts).length > 0 ? { [OWN_SECTION]: texts } : {};
}

const SPACE_NAMES = ["z", "y", "x"];

/**
 * Where a volume of `shape` lies along z, y and x: extents reach from the outer border of the first element to that
 * of the last, so that the first one's centre lies half an element in. Elements have size 1 where nothing useful is
 * stated.
 */
export function imarisPlacement({ Image }: ImarisSections, shape: Shape): Placement {
  const factor = unitOfText(Image?.Unit ?? "um")?.factor ?? 1;
  const placed = SPACE.map((number, axis) => {
    const min = numberOf(Image?.[`ExtMin${number}`]);
    const max = numberOf(Image?.[`ExtMax${number}`]);
    const size = min === undefined || max === undefined ? 0 : decimal((max - min) / shape[axis]!);
    return size > 0 ? [size * factor, (min! + size / 2) * factor] : [1, 0];
  });
  return { scale: placed.map(([size]) => size!), translation: placed.map(([, offset]) => offset!) };
}

/** A size that has been printed and parsed, without the rounding noise of the division. */
function decimal(size: number): number {
  return Number(size.toPrecision(12));
}

/** Mean seconds from one time point to the next; `undefined` where the first or the last is not stated. */
export function imarisTimeStep({ TimeInfo }: ImarisSections, timePoints: number): number | undefined {
  if (timePoints < 2) return undefined;
  const first = secondsOf(TimeInfo?.TimePoint1);
  const last = secondsOf(TimeInfo?.[`TimePoint${timePoints}`]);
  if (first === undefined || last === undefined || last <= first) return undefined;
  return (last - first) / (timePoints - 1);
}

/** How channel `index` is shown. The image model has no tables of colours. */
export function imarisChannel(sections: ImarisSections, index: number, dataType: DataType): Channel {
  const section = sections[`Channel ${index}`] ?? {};
  const { Name, Color, ColorMode } = section;
  const color = ColorMode === "TableColor" ? undefined : colorOf(Color);
  const window = windowOf(section.ColorRange, dataType);
  return {
    ...(Name !== undefined && Name !== "" && Name !== NO_NAME && { name: Name }),
    ...(color !== undefined && { color }),
    ...(window && { window }),
  };
}

/** `r g b`, each from 0 to 1. */
function colorOf(text: string | undefined): number | undefined {
  const parts = numbersOf(text);
  if (parts?.length !== 3 || parts.some((part) => part < 0 || part > 1)) return undefined;
  return parts.reduce((color, part) => color * 256 + Math.round(part * 255), 0);
}

function windowOf(text: string | undefined, dataType: DataType): ChannelWindow | undefined {
  const [start, end, ...others] = numbersOf(text) ?? [];
  if (start === undefined || end === undefined || others.length > 0) return undefined;
  return windowOfRange(start, end, dataType);
}

/** `2024-01-02 03:04:05.678`, with any number of digits of a second. */
export function secondsOf(text: string | undefined): number | undefined {
  const fields = /^(\d{4})-(\d\d?)-(\d\d?)[ T](\d\d?):(\d\d?):(\d\d?(?:\.\d+)?)$/.exec(text?.trim() ?? "");
  if (!fields) return undefined;
  const [year, month, day, hour, minute, second] = fields.slice(1).map(Number);
  return Date.UTC(year!, month! - 1, day!, hour!, minute!) / 1000 + second!;
}

function numbersOf(text: string | undefined): readonly number[] | undefined {
  const numbers = text?.trim().split(/\s+/).map(numberOf);
  return numbers?.every((number) => number !== undefined) ? numbers : undefined;
}

function numberOf(text: string | undefined): number | undefined {
  const trimmed = text?.trim();
  const number = trimmed ? Number(trimmed) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
