/**
 * How Micro-Manager 1.4 shows channels: `display_and_comments.txt`, beside metadata.txt or in the directory around positions.
 *
 * @module
 */

import {
  type Bytes,
  isJsonObject,
  isStorageError,
  type Json,
  type JsonObject,
  parseJson,
} from "@chunkwright/core";
import type { Channel } from "../../../image-model.ts";

/** The file's name. */
export const MICRO_MANAGER_DISPLAY = "display_and_comments.txt";

/**
 * Colours and windows by channel; none for damaged and for other documents, since they say nothing of pixels.
 *   "Channels"  of each: "Color" as Java's ARGB, "Min" and "Max" of the window, "HistogramMax"; -1 where they are not set
 */
export function parseMicroManagerDisplay(bytes: Bytes): readonly Channel[] {
  const { Channels: channels } = documentOf(bytes);
  return Array.isArray(channels) ? channels.map(displayOf) : [];
}

function documentOf(bytes: Bytes): JsonObject {
  try {
    const document = parseJson(bytes, MICRO_MANAGER_DISPLAY);
    return isJsonObject(document) ? document : {};
  } catch (error) {
    if (isStorageError(error)) return {};
    throw error;
  }
}

function displayOf(channel: Json): Channel {
  if (!isJsonObject(channel)) return {};
  const { Color: argb, Min: start, Max: end, HistogramMax: last } = channel;
  const isColor = typeof argb === "number" && Number.isInteger(argb);
  const isWindow = typeof start === "number" && typeof end === "number" && start >= 0 && end > start;
  return {
    ...(isColor && { color: argb & 0xffffff }),
    ...(isWindow && {
      window: { min: 0, max: Math.max(typeof last === "number" ? last : 0, end), start, end },
    }),
  };
}
