/**
 * Writing images with OME-NGFF metadata, or a format's own instead: arrays first, metadata last.
 *
 * @module
 */

import {
  type ConvertOptions,
  convertImage,
  type LevelPlan,
  type LevelReport,
  planImage,
  valueRanges,
} from "@chunkwright/convert";
import { type CallOptions, type ChunkSource, joinPath } from "@chunkwright/core";
import {
  type ChannelWindow,
  datasetPath,
  defaultWindow,
  type Image,
  type ImageCollection,
  type NgffVersion,
  ngffAttributes,
  planNgff,
  tiffSamples,
} from "@chunkwright/ome";
import type { Host } from "../../host.ts";
import { mapArrays } from "../../map-arrays.ts";
import type { HierarchySettings, HierarchyWriter } from "./hierarchy-target.ts";
import { choicesFor } from "./kept-chunks.ts";

/** A hierarchy of images to be written: the images' groups and arrays, and the documents beside them. */
export interface HierarchyPlan extends Pick<ReturnType<typeof planNgff>, "groups" | "files" | "warnings"> {
  readonly version: NgffVersion;
  readonly images: readonly ImagePlan[];
}

export interface ImagePlan {
  /** Path of the image's group. */
  readonly path: string;
  readonly image: Image;
  /** The arrays that the image becomes, finest first, and their paths from the root. */
  readonly levels: readonly (LevelPlan & { readonly path: string })[];
}

export async function planHierarchy(
  collection: ImageCollection,
  settings: HierarchySettings,
  host: Host,
): Promise<HierarchyPlan> {
  const version = settings.ngffVersion;
  const { groups, images, files, warnings } = planNgff(collection, version);
  const plans: ImagePlan[] = [];
  for (const { path, image } of images) {
    const [finest, ...coarser] = image.levels;
    const arrays = [finest.source, ...coarser.map(({ source }) => source)] as const;
    const choices = await choicesFor(arrays, settings, `image ${image.name || path}`, host);
    const levels = planImage(image, choices);
    const { notation } = settings;
    const own = notation?.attributes(image, { levels }).levels;
    plans.push({
      path,
      image,
      levels: levels.map((plan, i) => ({
        ...plan,
        path: joinPath(path, (notation?.datasetPath ?? datasetPath)(i)),
        info: { ...plan.info, attributes: { ...plan.info.attributes, ...own?.[i] } },
      })),
    });
  }
  return { version, groups, files, warnings, images: plans };
}

/** Writes everything except what closing the sink does; resolves with a report for each array. */
export async function writeNgff(
  plan: HierarchyPlan,
  { sink, reopen, putFile }: HierarchyWriter,
  { method, notation }: HierarchySettings,
  options: ConvertOptions,
): Promise<readonly LevelReport[]> {
  const writeImage = async ({ path, image, levels }: ImagePlan): Promise<readonly LevelReport[]> => {
    const target = {
      createLevel: (level: number) => sink.createArray(levels[level]!.path, levels[level]!.info, options),
      openLevel: (level: number) => reopen(levels[level]!.path, options),
    };
    const reports = await convertImage(levels, target, { ...options, method });
    const shown = await withWindows(image, await reopen(levels.at(-1)!.path, options), options);
    const generated = levels.some(({ origin }) => origin.kind === "shrunk");
    const ngffOptions = {
      levels,
      ...(generated && { downsampling: { type: method, metadata: { description: DESCRIPTIONS[method] } } }),
    };
    const attributes =
      notation?.attributes(shown, ngffOptions).group ?? ngffAttributes(shown, plan.version, ngffOptions);
    await sink.createGroup(path, attributes, options);
    return reports;
  };
  const reports: LevelReport[] = [];
  if (options.isRemote) {
    const finest = ({ levels }: ImagePlan) => levels[0]?.info;
    for await (const ofImage of mapArrays(plan.images, finest, writeImage)) reports.push(...ofImage);
  } else {
    for (const image of plan.images) reports.push(...(await writeImage(image)));
  }
  for (const { key, bytes } of plan.files) await putFile(key, bytes);
  for (const { path, attributes } of plan.groups) await sink.createGroup(path, attributes, options);
  return reports;
}

const DESCRIPTIONS = {
  mean: "chunkwright: mean of the elements of each window",
  mode: "chunkwright: most frequent element of each window",
  nearest: "chunkwright: first element of each window",
};

/** The image with missing display windows set to the range of the coarsest level. */
async function withWindows(image: Image, coarsest: ChunkSource, options: CallOptions): Promise<Image> {
  if (image.channels.every(({ window }) => window)) return image;
  const windows = await windowsOf(image, coarsest, options);
  const channels = image.channels.map((channel, i) => {
    const window = channel.window ?? windows[i];
    return window ? { ...channel, window } : channel;
  });
  return { ...image, channels };
}

/** One for each channel by its range; the colors of a picture share one, since others would shift its hues. */
async function windowsOf(
  image: Image,
  coarsest: ChunkSource,
  { signal }: CallOptions,
): Promise<readonly (ChannelWindow | undefined)[]> {
  const isPicture = (tiffSamples(image) ?? 1) >= SAMPLES_OF_RGB;
  const { dataType } = coarsest.info;
  if (isPicture && dataType === "uint8") return image.channels.map(() => defaultWindow(dataType));
  const channelAxis = image.axes.findIndex(({ type }) => type === "channel");
  const ranges = await valueRanges(coarsest, isPicture ? -1 : channelAxis, { signal });
  return image.channels.map((_, i) => {
    const range = ranges[isPicture ? 0 : i];
    return range && windowOf(range, coarsest);
  });
}

const SAMPLES_OF_RGB = 3;

/** Sliders cover the range of small integer types; for others, the range of the values. */
function windowOf({ min, max }: { min: number; max: number }, { info }: ChunkSource): ChannelWindow {
  const isSmall = ["uint8", "int8", "uint16", "int16"].includes(info.dataType);
  const limits = isSmall ? defaultWindow(info.dataType) : { min, max };
  return { min: limits.min, max: limits.max, start: min, end: max };
}
