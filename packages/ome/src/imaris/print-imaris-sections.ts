/**
 * What the image model says of an image, in Imaris' notation. ImarisWriter, bpWriterHDF5.cxx, UpdateImageMetadata.
 *
 * @module
 */

import { type Axis, isJsonObject, jsonEquals, type Shape } from "@chunkwright/core";
import type { Channel, Image } from "../image-model.ts";
import { defaultColor } from "../ngff/ngff-attributes.ts";
import { metersOf, secondsOfUnit } from "../unit-size.ts";
import { unstatedTerms } from "../unstated-terms.ts";
import {
  imarisChannel,
  imarisName,
  imarisPlacement,
  imarisTerms,
  imarisTimeStep,
  imarisUnits,
  NO_DESCRIPTION,
  NO_NAME,
  OWN_SECTION,
  ownImarisSection,
} from "./imaris-metadata.ts";
import { type ImarisSections, parseImarisSections } from "./imaris-sections.ts";

/** Grey values that a channel has. */
export interface GreyRange {
  readonly min: number;
  readonly max: number;
}

type Section = Readonly<Record<string, string>>;

/**
 * Sections for an image with the axes t, c, z, y, x. Where the image came from Imaris and still says the same, its own
 * texts stay. `ranges` are shown where a channel has no window.
 */
export function printImarisSections(
  image: Image,
  ranges: readonly (GreyRange | undefined)[],
): ImarisSections {
  const kept = keptOf(image);
  const { shape } = image.levels[0].source.info;
  const [timePoints = 1, channels = 1, ...volume] = shape;
  const [z = 1, y = 1, x = 1] = volume;
  const times = timeTexts(image, timePoints, kept.sections);
  const sections: Record<string, Section> = {
    ...withoutOwn(kept.sections),
    ImarisDataSet: {
      Creator: "chunkwright",
      NumberOfImages: "1",
      Version: "1.0",
      ...kept.sections.ImarisDataSet,
    },
    Log: { Entries: "0", ...kept.sections.Log },
    Image: {
      ResampleDimensionX: "true",
      ResampleDimensionY: "true",
      ResampleDimensionZ: "true",
      RecordingDate: times.TimePoint1 ?? "",
      Description: NO_DESCRIPTION,
      ...kept.sections.Image,
      X: `${x}`,
      Y: `${y}`,
      Z: `${z}`,
      Name: nameText(image, kept),
      ...extentTexts(image, volume, kept.sections),
    },
    TimeInfo: { ...times, DatasetTimePoints: `${timePoints}`, FileTimePoints: `${timePoints}` },
  };
  for (let c = 0; c < channels; c += 1) {
    sections[`Channel ${c}`] = channelTexts(image, c, ranges[c], kept.sections);
  }
  const units = image.axes.slice(2).map(({ unit }) => unit);
  const stated = imarisTerms(
    { ...sections, ...ownImarisSection(units, undefined) },
    image.levels[0].source.info,
  );
  return { ...sections, ...ownImarisSection(units, unstatedTerms(image, stated)) };
}

interface Kept {
  /** What the image was called when it was read. */
  readonly name: string | undefined;
  readonly sections: ImarisSections;
}

function keptOf({ dialects }: Image): Kept {
  const imaris = isJsonObject(dialects?.imaris) ? dialects.imaris : {};
  return {
    name: typeof imaris.name === "string" ? imaris.name : undefined,
    sections: parseImarisSections(imaris.sections) ?? {},
  };
}

/** Sections except those that follow from the image itself. */
function withoutOwn(sections: ImarisSections): ImarisSections {
  const isOwn = (name: string) => name === OWN_SECTION || /^Channel \d+$/.test(name);
  return Object.fromEntries(Object.entries(sections).filter(([name]) => !isOwn(name)));
}

/** An image without a name in Imaris was named after its file. */
function nameText({ name }: Image, kept: Kept): string {
  const text = kept.sections.Image?.Name;
  if (text !== undefined && (name === kept.name || name === imarisName(kept.sections))) return text;
  return name || NO_NAME;
}

/** Outer borders, with nine decimals or more. */
function extentTexts(image: Image, volume: Shape, kept: ImarisSections): Section {
  const { scale, translation } = image.levels[0];
  const { unit, sizes } = lengthUnit(image.axes.slice(2));
  const now = { scale: scale.slice(2), translation: translation.slice(2) };
  const then = imarisPlacement(kept, volume);
  const isSame =
    imarisUnits(kept).every((own, axis) => own === image.axes[2 + axis]?.unit) &&
    areClose(now.scale, then.scale) &&
    areClose(now.translation, then.translation);
  if (kept.Image && isSame) return { Unit: "um", ...pickExtents(kept.Image) };
  const texts: Record<string, string> = { Unit: unit };
  for (const [axis, length] of volume.entries()) {
    const size = now.scale[axis]! * sizes[axis]!;
    const min = now.translation[axis]! * sizes[axis]! - size / 2;
    texts[`ExtMin${2 - axis}`] = borderText(min, size);
    texts[`ExtMax${2 - axis}`] = borderText(min + size * length, size);
  }
  return texts;
}

/** With nine decimals, or more if elements of that size are too small for them. */
function borderText(border: number, size: number): string {
  const text = border.toFixed(9);
  const isNear = Math.abs(Number(text) - border) <= 1e-6 * Math.abs(size);
  return isNear ? text : border.toFixed(Math.min(100, 6 - Math.floor(Math.log10(Math.abs(size)))));
}

function pickExtents(section: Section): Section {
  return Object.fromEntries(
    Object.entries(section).filter(([name]) => /^(Unit|Ext(Min|Max)[012])$/.test(name)),
  );
}

const SYMBOLS: readonly (readonly [unit: string, symbol: string])[] = [
  ["micrometer", "um"],
  ["nanometer", "nm"],
  ["millimeter", "mm"],
  ["meter", "m"],
];

/** The one unit that Imaris uses for all axes, and the factor from each axis' own unit to it; micrometers without a unit. */
function lengthUnit(axes: readonly Axis[]): { readonly unit: string; readonly sizes: readonly number[] } {
  const units = new Set(axes.map(({ unit }) => unit));
  const symbol = SYMBOLS.find(([unit]) => units.size === 1 && units.has(unit));
  if (symbol) return { unit: symbol[1], sizes: axes.map(() => 1) };
  const micrometers = ({ unit }: Axis) => (unit === undefined ? 1 : (metersOf(unit) ?? 1e-6) * 1e6);
  return { unit: "um", sizes: axes.map(micrometers) };
}

/** Imaris has only dates and times. They begin with the year 2000 if only the interval is known. */
function timeTexts(image: Image, timePoints: number, kept: ImarisSections): Section {
  const scale = image.levels[0].scale[0] ?? 1;
  const seconds = secondsOfUnit(image.axes[0]?.unit);
  const step = seconds === undefined ? undefined : scale * seconds;
  const then = imarisTimeStep(kept, timePoints);
  const isSame =
    step === undefined || timePoints === 1
      ? then === undefined
      : then !== undefined && areClose([step], [then]);
  const { TimeInfo } = kept;
  if (TimeInfo && isSame && TimeInfo[`TimePoint${timePoints + 1}`] === undefined) return TimeInfo;
  const texts: [string, string][] = [];
  for (let t = 0; t < timePoints; t += 1) {
    texts.push([`TimePoint${t + 1}`, step === undefined || timePoints === 1 ? "" : timeText(t * step)]);
  }
  return Object.fromEntries(texts);
}

const EPOCH = Date.UTC(2000, 0, 1);

function timeText(seconds: number): string {
  return new Date(EPOCH + Math.round(seconds * 1000)).toISOString().replace("T", " ").replace("Z", "");
}

/** With three decimals. */
function channelTexts(
  image: Image,
  index: number,
  range: GreyRange | undefined,
  sections: ImarisSections,
): Section {
  const kept = sections[`Channel ${index}`];
  const { dataType } = image.levels[0].source.info;
  const now = image.channels[index] ?? {};
  const then = kept ? imarisChannel(sections, index, dataType) : {};
  // OME-NGFF requires a colour, so channels with a table of colours got one.
  const isFilledIn = now.color === defaultColor(index, image.channels.length);
  const keepsColor = kept?.Color !== undefined || kept?.ColorTable !== undefined;
  const hasColor =
    keepsColor &&
    (now.color === undefined || now.color === then.color || (then.color === undefined && isFilledIn));
  return {
    Description: NO_DESCRIPTION,
    ColorOpacity: "1.000",
    GammaCorrection: "1.000",
    ColorMode: "BaseColor",
    ...kept,
    Name: kept?.Name !== undefined && now.name === then.name ? kept.Name : (now.name ?? NO_NAME),
    ...(!hasColor && {
      ColorMode: "BaseColor",
      Color: colorText(now.color ?? defaultColor(index, image.channels.length)),
    }),
    ...(!isSameRange(now, then) && { ColorRange: rangeText(now, range) }),
  };
}

function isSameRange({ window: now }: Channel, { window: then }: Channel): boolean {
  return (
    then !== undefined &&
    (now === undefined || jsonEquals([now.start ?? now.min, now.end ?? now.max], [then.start!, then.end!]))
  );
}

function rangeText({ window }: Channel, range: GreyRange | undefined): string {
  const start = window ? (window.start ?? window.min) : (range?.min ?? 0);
  const end = window ? (window.end ?? window.max) : (range?.max ?? 255);
  return window ? `${exactText(start)} ${exactText(end)}` : `${start.toFixed(3)} ${end.toFixed(3)}`;
}

/** With three decimals, or as many as the number needs. */
function exactText(value: number): string {
  const text = value.toFixed(3);
  return Number(text) === value ? text : `${value}`;
}

function colorText(color: number): string {
  return [65536, 256, 1].map((place) => ((Math.floor(color / place) % 256) / 255).toFixed(3)).join(" ");
}

/** Tolerance for numbers that have been printed and parsed. */
function areClose(a: readonly number[], b: readonly number[]): boolean {
  return a.every(
    (value, i) => Math.abs(value - b[i]!) <= 1e-9 * Math.max(Math.abs(value), Math.abs(b[i]!), 1e-9),
  );
}
