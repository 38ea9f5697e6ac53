/**
 * How Micro-Manager 1.4 shows channels: `display_and_comments.txt`, beside metadata.txt or in the directory around positions.
 *
 * @module
 */

import { type Bytes, isJsonObject, type Json } from "@chunkwright/core";
import type { Channel } from "../../../image-model.ts";
import { parseLeniently } from "../../../lenient-json.ts";

/** The file's name. */
export const MICRO_MANAGER_DISPLAY = "display_and_comments.txt";

/**
 * Colours and windows by channel; none for damaged and for other documents, since they say nothing of pixels.
 *   "Channels"  of each: "Color" as Java's ARGB, "Min" and "Max" of the window, "HistogramMax"; -1 where they are not set
 */
export function parseMicroManagerDisplay(bytes: Bytes): readonly Channel[] {
  const document = parseLeniently(bytes);
  const channels = isJsonObject(document) ? document.Channels : undefined;
  return Array.isArray(channels) ? channels.map(displayOf) : [];
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
