/**
 * Channels of which a file tells no more than how many there are.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { Channel } from "./image-model.ts";

/** More are refused: arrays may claim any number, and each takes memory. */
const MAX_CHANNELS = 2 ** 20;

/** `count` channels without a name. Throws "unsupported" for more than a million. */
export function unnamedChannels(count: number): Channel[] {
  if (count > MAX_CHANNELS) {
    const feature = `an image of ${count} channels`;
    throw new StorageError("unsupported", `Cannot show ${feature}: over ${MAX_CHANNELS}`, {
      format: "ome",
      feature,
    });
  }
  return Array.from({ length: count }, () => ({}));
}
