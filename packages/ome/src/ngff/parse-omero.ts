/**
 * `omero`: names and display settings of channels.
 *
 * @module
 */

import type { Json, JsonObject } from "@chunkwright/core";
import type { Channel, ChannelWindow } from "../image-model.ts";
import { listField, numberField, objectField, textField } from "./ngff-fields.ts";

/** `omero.channels`: names, colours and windows. OME-NGFF 0.4, "omero" metadata. */
export function parseOmero(omero: Json | undefined): readonly Channel[] {
  if (omero === undefined) return [];
  const { channels } = objectField(omero, "omero");
  if (channels === undefined) return [];
  return listField(channels, "omero.channels").map((channel, i) =>
    parseChannel(objectField(channel, `omero.channels[${i}]`), `omero.channels[${i}]`),
  );
}

/** Display settings may be missing, but must be of the right type. */
function parseChannel({ label, color, window, active }: JsonObject, where: string): Channel {
  const rgb = color === undefined ? undefined : parseColor(textField(color, `${where}.color`));
  const shown = window === undefined ? undefined : parseWindow(objectField(window, `${where}.window`), where);
  return {
    ...(typeof label === "string" && { name: label }),
    ...(rgb !== undefined && { color: rgb }),
    ...(shown && { window: shown }),
    ...(typeof active === "boolean" && { active }),
  };
}

/** Six hexadecimal digits; in some files with a number sign or alpha. */
function parseColor(text: string): number | undefined {
  const digits = /^#?([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function parseWindow({ min, max, start, end }: JsonObject, where: string): ChannelWindow | undefined {
  const field = (value: Json | undefined, name: string) =>
    value === undefined ? undefined : numberField(value, `${where}.window.${name}`);
  const window = {
    min: field(min, "min") ?? field(start, "start"),
    max: field(max, "max") ?? field(end, "end"),
    start: field(start, "start"),
    end: field(end, "end"),
  };
  if (window.min === undefined || window.max === undefined) return undefined;
  return {
    min: window.min,
    max: window.max,
    ...(window.start !== undefined && { start: window.start }),
    ...(window.end !== undefined && { end: window.end }),
  };
}
