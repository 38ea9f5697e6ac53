/**
 * How a setup of BigDataViewer is shown.
 *
 * @module
 */

import type { DataType } from "@chunkwright/core";
import { windowOfRange } from "../default-window.ts";
import type { Channel } from "../image-model.ts";
import type { BdvEntity, BdvSetup } from "./bdv-document.ts";

/**
 * Named by its channel, if that has a name of its own, else by the setup; coloured and windowed by its display
 * settings if they are set, else by `color`, `min` and `max`, elements of the channel that we write.
 */
export function bdvChannel({ name, attributes }: BdvSetup, dataType: DataType): Channel {
  const { channel, displaysettings } = attributes;
  const own = channel?.fields.name;
  const label = own !== undefined && own !== "" && own !== `${channel?.id}` ? own : name;
  const shown = displaysettings?.fields.isset === "true" ? displaysettings : channel;
  const color = colorOf(shown?.fields.color) ?? colorOf(channel?.fields.color);
  const window = windowOf(shown, dataType);
  return {
    ...(label !== undefined && label !== "" && { name: label }),
    ...(color !== undefined && { color }),
    ...(window && { window }),
  };
}

/** The inverse of `bdvChannel`. */
export function bdvChannelFields({ name, color, window }: Channel, id: number): BdvEntity["fields"] {
  return {
    name: name ?? `${id}`,
    ...(color !== undefined && { color: `${parts(color).join(" ")} 255` }),
    ...(window && { min: `${window.start ?? window.min}`, max: `${window.end ?? window.max}` }),
  };
}

function parts(color: number): readonly number[] {
  return [65536, 256, 1].map((place) => Math.floor(color / place) % 256);
}

/** `r g b` or `r g b a`, each from 0 to 255. */
function colorOf(text: string | undefined): number | undefined {
  const values = text?.trim().split(/\s+/).map(Number) ?? [];
  const isColor =
    values.length >= 3 && values.every((value) => Number.isInteger(value) && value >= 0 && value < 256);
  return isColor ? values.slice(0, 3).reduce((color, value) => color * 256 + value, 0) : undefined;
}

function windowOf(entity: BdvEntity | undefined, dataType: DataType): Channel["window"] {
  const [start, end] = [entity?.fields.min, entity?.fields.max].map((text) =>
    text ? Number(text) : Number.NaN,
  );
  if (!Number.isFinite(start) || !Number.isFinite(end)) return undefined;
  return windowOfRange(start!, end!, dataType);
}
