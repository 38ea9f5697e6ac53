/**
 * Micro-Manager image stacks: JSON in each page says its place. "Micro-Manager Image Files", MicroManagerMetadata.
 *
 * @module
 */

import { type CallOptions, isJsonObject, type JsonObject, parseJson, StorageError } from "@chunkwright/core";
import { allPages } from "./all-pages.ts";
import type { Channel, Image, ImageCollection } from "./image-model.ts";
import type { PagePlace } from "./page-stack.ts";
import { micrometers, pagedImage } from "./paged-image.ts";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";
import { isPositive } from "./tiff-resolution.ts";

const FORMAT = "micro-manager";
export const MICRO_MANAGER_TAG = 51_123;

/** Opens an image for each stage position. Reads the JSON of every page; planes not acquired are absent. */
export async function openMicroManager(
  file: TiffPages,
  { name = "", ...options }: { readonly name?: string | undefined } & CallOptions = {},
): Promise<ImageCollection> {
  const positions = new Map<number, Acquired[]>();
  for await (const page of allPages(file, options)) {
    const json = await readMetadata(page, options);
    if (!json) continue;
    const index = (key: string): number => {
      const value = json[key] ?? 0;
      if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
      throw invalid(`${key} is ${JSON.stringify(value)}`);
    };
    const place = {
      t: index("FrameIndex"),
      c: index("ChannelIndex"),
      z: index("SliceIndex"),
    };
    const position = index("PositionIndex");
    const acquired = positions.get(position) ?? [];
    positions.set(position, acquired);
    acquired.push({ page, place, json });
  }
  const ordered = [...positions].sort(([a], [b]) => a - b);
  if (ordered.length === 0) throw invalid("no page says what it shows");
  const images = ordered.map(([position, acquired]) =>
    openPosition(
      acquired,
      ordered.length > 1 ? [name, position].filter((part) => part !== "").join(" ") : name,
    ),
  );
  return { images };
}

interface Acquired {
  readonly page: TiffPage;
  readonly place: PagePlace;
  readonly json: JsonObject;
}

async function readMetadata(page: TiffPage, options: CallOptions): Promise<JsonObject | undefined> {
  const text = (await page.tag(MICRO_MANAGER_TAG, options))?.text;
  if (!text) return undefined;
  const json = parseJson(new TextEncoder().encode(text), "the metadata of a Micro-Manager page");
  return isJsonObject(json) ? json : undefined;
}

function openPosition(acquired: readonly Acquired[], name: string): Image {
  const [first] = acquired as readonly [Acquired, ...Acquired[]];
  const count = (axis: keyof PagePlace) =>
    acquired.reduce((most, { place }) => Math.max(most, place[axis] + 1), 1);
  const counts = { t: count("t"), c: count("c"), z: count("z") };
  const keyOf = ({ t, c, z }: PagePlace) => `${t} ${c} ${z}`;
  const pages = new Map(acquired.map(({ page, place }) => [keyOf(place), page]));
  const pixel = Number(first.json.PixelSizeUm);
  const step = Math.abs(Number(first.json["z-step_um"]));
  return pagedImage({
    name,
    counts,
    levels: [{ template: first.page, open: async (place) => pages.get(keyOf(place)) }],
    sizes: {
      ...(isPositive(pixel) && micrometers(pixel, pixel)),
      ...(isPositive(step) && { z: { size: step, unit: "micrometer" } }),
    },
    channels: Array.from({ length: counts.c }, (_, c) =>
      channelOf(acquired.find(({ place }) => place.c === c)),
    ),
    format: FORMAT,
  });
}

function channelOf(acquired: Acquired | undefined): Channel {
  const name = acquired?.json.Channel;
  return typeof name === "string" && name !== "" ? { name } : {};
}

function invalid(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot open Micro-Manager stack: ${fact}`, { format: FORMAT });
}
