/**
 * What a format rounds, converts to the one unit that it has for all axes, or has no place for: kept as JSON beside
 * what the format itself states, which counts where somebody has changed it since.
 *
 * @module
 */

import {
  type Axis,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  type Level,
} from "@chunkwright/core";
import type { Channel, ChannelWindow, Image } from "./image-model.ts";
import { isNumbers } from "./json-numbers.ts";
import { metersOf, secondsOfUnit } from "./unit-size.ts";

/** Axes, where the finest level lies along them, and channels. */
export interface Terms extends Pick<Image, "axes" | "channels"> {
  readonly scale: readonly number[];
  readonly translation: readonly number[];
}

/**
 * The terms of `image`, as JSON. A reader of the format alone finds those that are `stated`: `undefined` if these are all.
 */
export function unstatedTerms(
  { axes, channels, levels: [finest] }: Image,
  stated: Terms,
): JsonObject | undefined {
  const { scale, translation } = finest;
  const areAxesStated = axes.every(({ name, unit }, axis) => {
    const i = stated.axes.findIndex((other) => other.name === name);
    if (i < 0) return unit === undefined && scale[axis] === 1 && translation[axis] === 0;
    return (
      unit === stated.axes[i]!.unit &&
      Math.abs(scale[axis]! - stated.scale[i]!) <= 1e-13 * Math.abs(scale[axis]!) &&
      Math.abs(translation[axis]! - stated.translation[i]!) <= 1e-10 * Math.abs(scale[axis]!)
    );
  });
  const unstated = channels.map(
    ({ name, window, active }, i): JsonObject => ({
      ...(name && name !== stated.channels[i]?.name && { name, insteadOf: stated.channels[i]?.name ?? "" }),
      ...(window && !isSameWindow(window, stated.channels[i]?.window) && { window: { ...window } }),
      ...(active === false && { active }),
    }),
  );
  const areChannelsStated = unstated.every((terms) => Object.keys(terms).length === 0);
  if (areAxesStated && areChannelsStated) return undefined;
  return {
    ...(!areAxesStated && {
      axes: axes.map(({ name, unit }, axis) => ({
        name,
        ...(unit !== undefined && { unit }),
        scale: scale[axis]!,
        translation: translation[axis]!,
      })),
    }),
    ...(!areChannelsStated && { channels: unstated }),
  };
}

/** The image as `terms` state it, as far as it is still where, and shown as, it was then. */
export function withTerms(image: Image, terms: Json | undefined): Image {
  if (!isJsonObject(terms)) return image;
  const { axes, levels, channels } = image;
  const [finest, ...coarser] = levels;
  const kept = axes.map((axis, i) => {
    const own = parseAxes(terms.axes).find(({ name }) => name === axis.name);
    return own && isSamePlace(own, { ...axis, scale: finest.scale[i]!, translation: finest.translation[i]! })
      ? own
      : undefined;
  });
  const placed = (level: Level): Level => ({
    ...level,
    scale: level.scale.map((size, i) => (size / finest.scale[i]!) * (kept[i]?.scale ?? finest.scale[i]!)),
    translation: level.translation.map((offset, i) => {
      const own = kept[i];
      return own
        ? own.translation + ((offset - finest.translation[i]!) / finest.scale[i]!) * own.scale
        : offset;
    }),
  });
  return {
    ...image,
    axes: axes.map(({ unit, ...axis }, i) => {
      const known = kept[i] ? kept[i].unit : unit;
      return { ...axis, ...(known !== undefined && { unit: known }) };
    }),
    levels: [placed(finest), ...coarser.map(placed)],
    channels: channels.map((channel, i) =>
      withDisplay(channel, isJsonArray(terms.channels) ? terms.channels[i] : null),
    ),
  };
}

/** Where elements lie along an axis. */
interface AxisPlace {
  readonly name: string;
  readonly unit?: string;
  readonly scale: number;
  readonly translation: number;
}

function parseAxes(axes: Json | undefined): readonly AxisPlace[] {
  return isJsonArray(axes) ? axes.filter((axis): axis is Json & AxisPlace => isAxisPlace(axis)) : [];
}

function isAxisPlace(axis: Json): boolean {
  if (!isJsonObject(axis)) return false;
  const { name, unit, scale, translation } = axis;
  const isUnit = unit === undefined || typeof unit === "string";
  return typeof name === "string" && isUnit && isNumbers([scale ?? null, translation ?? null]);
}

/** A format states times in milliseconds and from 0, or not at all. */
function isSamePlace(own: AxisPlace, stated: AxisPlace & Axis): boolean {
  const isUnstated = stated.unit === undefined && stated.scale === 1 && stated.translation === 0;
  if (stated.type !== "space" && isUnstated) return true;
  const [ownSize, statedSize] = [sizeOf(own.unit), sizeOf(stated.unit)];
  const factor = ownSize === undefined || statedSize === undefined ? 1 : statedSize / ownSize;
  const tolerance = 1e-5 * Math.abs(own.scale);
  const [scale, translation] = [stated.scale * factor, stated.translation * factor];
  if (stated.type === "time") return Math.abs(scale - own.scale) <= tolerance + 1e-3 / (ownSize ?? 1);
  return Math.abs(scale - own.scale) <= tolerance && Math.abs(translation - own.translation) <= tolerance;
}

/** In meters or seconds. */
function sizeOf(unit: string | undefined): number | undefined {
  return unit === undefined ? undefined : (metersOf(unit) ?? secondsOfUnit(unit));
}

function withDisplay(channel: Channel, terms: Json | undefined): Channel {
  if (!isJsonObject(terms)) return channel;
  const { name, insteadOf, window, active } = terms;
  return {
    ...channel,
    ...(typeof name === "string" && (channel.name ?? "") === insteadOf && { name }),
    ...(isWindow(window) && isShownAlike(window, channel.window) && { window }),
    ...(typeof active === "boolean" && { active }),
  };
}

function isWindow(window: Json | undefined): window is Json & ChannelWindow {
  if (!isJsonObject(window)) return false;
  const { min, max, start = min, end = max } = window;
  return isNumbers([min ?? null, max ?? null, start ?? null, end ?? null]);
}

function isShownAlike(a: ChannelWindow, b: ChannelWindow | undefined): boolean {
  return (a.start ?? a.min) === (b?.start ?? b?.min) && (a.end ?? a.max) === (b?.end ?? b?.max);
}

function isSameWindow(a: ChannelWindow, b: ChannelWindow | undefined): boolean {
  return a.min === b?.min && a.max === b.max && isShownAlike(a, b);
}
