/**
 * Micro-Manager image stacks: an index map, or else JSON in each page, says their places. "Micro-Manager Image
 * Files", MicroManagerMetadata.
 *
 * @module
 */

import {
  type CallOptions,
  isJsonObject,
  type JsonObject,
  parseJson,
  StorageError,
  showJson,
} from "@chunkwright/core";
import { groupBy } from "../../group-by.ts";
import type { Channel, Image, ImageCollection } from "../../image-model.ts";
import { joinNames } from "../../join-names.ts";
import { allPages } from "../all-pages.ts";
import { assembleImage } from "../assemble-image.ts";
import { microManagerSizes } from "../micro-manager-sizes.ts";
import { checkPlaneCounts } from "../page-stack.ts";
import type { IndexedPage, TiffPage, TiffPages } from "../tiff-pages.ts";
import type { DialectOptions, PageOptions } from "../unread-pages.ts";

const FORMAT = "micro-manager";
export const MICRO_MANAGER_TAG = 51_123;

/**
 * Opens an image for each stage position. Where the file has no index map, the JSON of every page is read; planes not
 * acquired are absent.
 */
export async function readMicroManager(
  file: TiffPages,
  { name = "", ...options }: DialectOptions = {},
): Promise<ImageCollection> {
  const index = (await file.indexMap?.(options)) ?? (await indexPages(file, options));
  const positions = [...groupBy(index, ({ position }) => position)].sort(([a], [b]) => a - b);
  if (positions.length === 0) throw invalid("no page says what it shows");
  const images: Image[] = [];
  for (const [position, pages] of positions) {
    const ownName = joinNames(name, positions.length > 1 ? position : undefined);
    images.push(await openPosition(file, pages, ownName, options));
  }
  return { images };
}

/** What each page says that it shows. */
async function indexPages(file: TiffPages, options: PageOptions): Promise<readonly IndexedPage[]> {
  const index: IndexedPage[] = [];
  let ifd = 0;
  for await (const page of allPages(file, options)) {
    const json = await readMetadata(page, options);
    const number = (key: string): number => {
      const value = json?.[key] ?? 0;
      if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
      throw invalid(`${key} is ${showJson(value)}`);
    };
    if (json) {
      index.push({
        ifd,
        channel: number("ChannelIndex"),
        slice: number("SliceIndex"),
        frame: number("FrameIndex"),
        position: number("PositionIndex"),
      });
    }
    ifd += 1;
  }
  return index;
}

async function readMetadata(page: TiffPage, options: CallOptions): Promise<JsonObject | undefined> {
  const text = (await page.tag(MICRO_MANAGER_TAG, options))?.text;
  if (!text) return undefined;
  const json = parseJson(new TextEncoder().encode(text), "the metadata of a Micro-Manager page");
  return isJsonObject(json) ? json : undefined;
}

async function openPosition(
  file: TiffPages,
  pages: readonly IndexedPage[],
  name: string,
  options: CallOptions,
): Promise<Image> {
  const count = (axis: "frame" | "channel" | "slice") =>
    pages.reduce((most, page) => Math.max(most, page[axis] + 1), 1);
  const counts = { t: count("frame"), c: count("channel"), z: count("slice") };
  checkPlaneCounts(counts, 1, FORMAT);
  const ifds = new Map(pages.map(({ ifd, frame, channel, slice }) => [keyOf(frame, channel, slice), ifd]));
  const template = await file.ifd(pages[0]?.ifd ?? 0, options);
  // Stacks repeat the summary of the acquisition with every plane.
  const metadata = (await readMetadata(template, options)) ?? {};
  const firsts = new Map(pages.toReversed().map(({ channel, ifd }) => [channel, ifd]));
  const channels: Channel[] = [];
  for (let c = 0; c < counts.c; c += 1) {
    const ifd = firsts.get(c);
    channels.push(
      ifd === undefined ? {} : channelOf(await readMetadata(await file.ifd(ifd, options), options)),
    );
  }
  return assembleImage({
    name,
    counts,
    levels: [
      {
        template,
        async open({ t, c, z }) {
          const ifd = ifds.get(keyOf(t, c, z));
          return ifd === undefined ? undefined : file.ifd(ifd);
        },
      },
    ],
    sizes: microManagerSizes(metadata, metadata),
    channels,
    format: FORMAT,
  });
}

function keyOf(t: number, c: number, z: number): string {
  return `${t} ${c} ${z}`;
}

function channelOf(json: JsonObject | undefined): Channel {
  const name = json?.Channel;
  return typeof name === "string" && name !== "" ? { name } : {};
}

function invalid(fact: string): StorageError {
  return new StorageError("invalid-data", `Cannot open Micro-Manager stack: ${fact}`, { format: FORMAT });
}
