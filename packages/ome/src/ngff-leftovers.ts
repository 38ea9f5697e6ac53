/**
 * What the image model knows and OME-XML has no element for: carried as JSON in a private tag of an image's first page.
 *
 * @module
 */

import { isJsonObject, isStorageError, type Json, type JsonObject, parseJson } from "@chunkwright/core";
import type { Channel, ChannelWindow, Image } from "./image-model.ts";

/** The tag; its text is `{"chunkwright":{...}}`. TIFF 6.0 §8 leaves 65000 to 65535 to everybody. */
export const LEFTOVERS_TAG = 65281;

/**
 * Windows and visibility of channels, colours that the document may leave unsaid, positions of levels, how levels
 * were made; `undefined` if there is nothing.
 */
export function printLeftovers({ channels, levels, downsampling }: Image): string | undefined {
  const windows = channels.map(({ window }) => (window ? { ...window } : null));
  const colors = channels.map(({ color }) => color ?? null);
  const active = channels.map((channel) => channel.active ?? null);
  const translations = levels.map(({ translation }) => translation);
  const leftovers: JsonObject = {
    ...(windows.some((window) => window !== null) && { windows }),
    ...(colors.some((color) => color !== null) && { colors }),
    ...(active.some((value) => value !== null) && { active }),
    ...(translations.some((translation) => translation.some((offset) => offset !== 0)) && { translations }),
    ...(downsampling && { downsampling: { ...downsampling } }),
  };
  return Object.keys(leftovers).length > 0 ? JSON.stringify({ chunkwright: leftovers }) : undefined;
}

/** The image with what the text of its tag says, as far as that fits; everything else stays. */
export function withLeftovers(image: Image, text: string): Image {
  const leftovers = parseLeftovers(text);
  if (!isJsonObject(leftovers)) return image;
  const { windows, colors, active, translations, downsampling } = leftovers;
  const [finest, ...coarser] = image.levels.map((level, i) => {
    const translation = item(translations, i);
    return isNumbers(translation, level.translation.length) ? { ...level, translation } : level;
  });
  return {
    ...image,
    levels: finest ? [finest, ...coarser] : image.levels,
    channels: image.channels.map((channel, i) => {
      const color = item(colors, i);
      const isNews = channel.color === undefined && typeof color === "number";
      return withDisplay(isNews ? { ...channel, color } : channel, item(windows, i), item(active, i));
    }),
    ...(isJsonObject(downsampling) && {
      downsampling: {
        ...(typeof downsampling.type === "string" && { type: downsampling.type }),
        ...(isJsonObject(downsampling.metadata) && { metadata: downsampling.metadata }),
      },
    }),
  };
}

/** Text that is not ours says nothing. */
function parseLeftovers(text: string): Json | undefined {
  try {
    const document = parseJson(new TextEncoder().encode(text), `tag ${LEFTOVERS_TAG}`);
    return isJsonObject(document) ? document.chunkwright : undefined;
  } catch (error) {
    if (isStorageError(error)) return undefined;
    throw error;
  }
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

function isNumbers(value: Json | undefined, length: number): value is readonly number[] {
  return Array.isArray(value) && value.length === length && value.every((n) => typeof n === "number");
}

function item(list: Json | undefined, i: number): Json | undefined {
  return Array.isArray(list) ? list[i] : undefined;
}
