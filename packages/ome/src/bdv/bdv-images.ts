/**
 * The images of a BigDataViewer document and its HDF5 file or N5 directory.
 *
 * @module
 */

import {
  type CallOptions,
  type ChunkSource,
  type Group,
  jsonEquals,
  type Level,
  StorageError,
  stack,
} from "@chunkwright/core";
import { groupBy } from "../group-by.ts";
import type { Image, ImageCollection } from "../image-model.ts";
import { levelOffset } from "../level-scale.ts";
import { memoize } from "../memoize.ts";
import { bdvChannel } from "./bdv-channel.ts";
import { type BdvDialectSetup, printBdvDialect } from "./bdv-dialect.ts";
import type { BdvDocument, BdvTransform } from "./bdv-document.ts";
import { findBdvViews, openHdf5Setup } from "./bdv-hdf5.ts";
import { openN5Setup } from "./bdv-n5.ts";
import type { BdvPixels } from "./bdv-pixels.ts";
import { bdvPlacement } from "./bdv-placement.ts";
import { placesOf, withBdvPlaces } from "./bdv-places.ts";

/** Options of `readBdvImages`. */
export interface ReadBdvImagesOptions extends CallOptions {
  /** Name of an image for which the document has none. */
  readonly name?: string | undefined;
  /** Opens the root group of a partition, an HDF5 file beside the document; `undefined` if it is not there. */
  readonly openFile?: ((fileName: string) => Promise<Group | undefined>) | undefined;
}

/** Datasets kept open for each level. */
const OPEN_DATASETS = 256;

/**
 * Opens the images of a document by the root group of its HDF5 file or N5 directory. Each setup is an image over its
 * time points, with the axes t, z, y, x; setups that differ only in their channel are one image with an axis c.
 * Missing views are absent chunks. What the document says is kept as `dialects.bdv`, affines as they are spelled.
 * Without a document, the views of the HDF5 file are found by their names; `undefined` if there are none.
 */
export async function readBdvImages(
  root: Group,
  document: BdvDocument | undefined,
  options: ReadBdvImagesOptions = {},
): Promise<ImageCollection | undefined> {
  const found = document ?? (await findBdvViews(root, options));
  if (!found) return undefined;
  const files = { root, partitions: found.partitions, openFile: options.openFile };
  const openPixels = (setup: number) =>
    found.loader === "n5" ? openN5Setup(root, setup, options) : openHdf5Setup(files, setup, options);
  const warnings = found.leftOut.map((section) => `${section} of the document are left out`);
  const views: SetupViews[] = [];
  for (const setup of dialectSetups(found)) {
    const opened = await openSetup(setup, await openPixels(setup.id), found.timepoints, options);
    if (opened) views.push(opened);
    else warnings.push(`Setup ${setup.id} has no pixels at any time point`);
  }
  const images = joinChannels(views).map((channels) => {
    const setups = channels.map(({ setup }) => setup.id);
    const own = placesOf(setups, found.places)?.timepoints ?? found.timepoints;
    const [first, ...others] = channels.map((views) => ({
      ...views,
      setup: setupAt(views.setup, own, found.timepoints),
    }));
    const image = withBdvPlaces(imageOf([first!, ...others], own, options.name ?? ""), setups, found.places);
    warnings.push(...lossesOf(channels[0]));
    return image;
  });
  if (images.length === 0) return undefined;
  return { images, ...(warnings.length > 0 && { warnings }) };
}

/** The setup, which was read at `all` time points of its document, at some of them. */
function setupAt(
  { registrations, missing, ...setup }: BdvDialectSetup,
  some: readonly number[],
  all: readonly number[],
): BdvDialectSetup {
  const registered = new Map(all.map((timepoint, t) => [timepoint, registrations[t]]));
  const kept = new Set(some);
  return {
    ...setup,
    registrations: some.map((timepoint) => registered.get(timepoint) ?? null),
    missing: missing.filter((timepoint) => kept.has(timepoint)),
  };
}

/** A setup with a template for each of its levels. */
interface SetupViews {
  readonly setup: BdvDialectSetup;
  readonly pixels: BdvPixels;
  readonly templates: readonly ChunkSource[];
}

/** Registrations and missing views by setup. */
function dialectSetups({
  setups,
  timepoints,
  registrations,
  missing,
}: BdvDocument): readonly BdvDialectSetup[] {
  const known = new Map(registrations.map((view) => [`${view.setup} ${view.timepoint}`, view.transforms]));
  const missingOf = groupBy(missing, ({ setup }) => setup);
  return setups.map((setup) => ({
    ...setup,
    registrations: timepoints.map((timepoint) => known.get(`${setup.id} ${timepoint}`) ?? null),
    missing: (missingOf.get(setup.id) ?? []).map(({ timepoint }) => timepoint),
  }));
}

/** Any view is a template for all; `undefined` if there is none. */
async function openSetup(
  setup: BdvDialectSetup,
  pixels: BdvPixels,
  timepoints: readonly number[],
  options: CallOptions,
): Promise<SetupViews | undefined> {
  const missing = new Set(setup.missing);
  for (const timepoint of timepoints) {
    if (missing.has(timepoint)) continue;
    const templates = await Promise.all(
      pixels.factors.map((_, level) => pixels.open(timepoint, level, options)),
    );
    if (templates.every((template) => template !== undefined)) return { setup, pixels, templates };
  }
  return undefined;
}

type Channels = readonly [SetupViews, ...SetupViews[]];

/** Setups that differ only in their channel, together. A setup without a channel stays alone. */
function joinChannels(views: readonly SetupViews[]): readonly Channels[] {
  const images: [SetupViews, ...SetupViews[]][] = [];
  const imagesOfKind = new Map<string, (typeof images)[number][]>();
  for (const view of views) {
    const channel = channelOf(view);
    const kind = channel === undefined ? `setup ${view.setup.id}` : kindOf(view);
    const alike = imagesOfKind.get(kind) ?? [];
    imagesOfKind.set(kind, alike);
    const image = alike.find((others) => others.every((other) => channelOf(other) !== channel));
    if (image) image.push(view);
    else {
      const own: [SetupViews] = [view];
      images.push(own);
      alike.push(own);
    }
  }
  return images;
}

function channelOf({ setup }: SetupViews): number | undefined {
  return setup.attributes.channel?.id;
}

/** Attributes that belong to a channel. */
const OF_CHANNEL = ["channel", "displaysettings"];

/** All in which setups have to agree to be channels of one image, as text. */
function kindOf({ setup, pixels, templates }: SetupViews): string {
  const attributes = Object.entries(setup.attributes)
    .filter(([name]) => !OF_CHANNEL.includes(name))
    .map(([name, { id }]) => [name, id] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    setup.size ?? null,
    setup.voxelSize?.unit ?? null,
    setup.voxelSize?.size ?? null,
    attributes,
    setup.registrations.map((transforms) => transforms?.map(({ affine }) => affine) ?? null),
    pixels.factors,
    templates.map(({ info }) => [info.dataType, info.shape, info.chunkShape]),
  ]);
}

function imageOf(channels: Channels, timepoints: readonly number[], fallbackName: string): Image {
  const [{ setup, pixels, templates }] = channels;
  const hasChannels = channels.length > 1;
  const { scale, translation, unit } = bdvPlacement(setup, firstRegistration(setup));
  const ahead = hasChannels ? 2 : 1;
  const [finest, ...coarser] = templates.map((template, level): Level => {
    const factors = pixels.factors[level]!;
    return {
      source: stack({
        shape: hasChannels ? [timepoints.length, channels.length] : [timepoints.length],
        template,
        open: viewsOf(channels, { timepoints, level, template }),
      }),
      scale: [...Array<number>(ahead).fill(1), ...scale.map((size, axis) => size * factors[axis]!)],
      translation: [
        ...Array<number>(ahead).fill(0),
        ...translation.map((offset, axis) => offset + levelOffset(factors[axis]!) * scale[axis]!),
      ],
    };
  });
  const names = new Set(channels.map((channel) => channel.setup.name ?? ""));
  const [name = ""] = names.size === 1 ? names : [];
  const space = { type: "space", ...(unit !== undefined && { unit }) };
  return {
    name: name || fallbackName,
    axes: [
      { name: "t", type: "time" },
      ...(hasChannels ? [{ name: "c", type: "channel" }] : []),
      ...["z", "y", "x"].map((axis) => ({ name: axis, ...space })),
    ],
    levels: [finest!, ...coarser],
    channels: channels.map((channel) => bdvChannel(channel.setup, finest!.source.info.dataType)),
    dialects: { bdv: printBdvDialect({ timepoints, setups: channels.map((channel) => channel.setup) }) },
  };
}

interface LevelViews {
  readonly timepoints: readonly number[];
  readonly level: number;
  readonly template: ChunkSource;
}

/** Opens the view at `[t]` or `[t, c]`. Rejects with "unsupported" if its chunks are not the template's. */
function viewsOf(channels: Channels, { timepoints, level, template }: LevelViews) {
  const missing = channels.map(({ setup }) => new Set(setup.missing));
  const open = memoize(OPEN_DATASETS, async (key: string): Promise<ChunkSource | undefined> => {
    const [t = 0, c = 0] = key.split(" ").map(Number);
    const { pixels } = channels[c]!;
    const timepoint = timepoints[t]!;
    if (missing[c]!.has(timepoint)) return undefined;
    const source = await pixels.open(timepoint, level);
    const kind = ({ info }: ChunkSource) => [info.dataType, info.shape, info.chunkShape];
    if (!source || jsonEquals(kind(source), kind(template))) return source;
    const path = pixels.pathOf(timepoint, level);
    throw new StorageError("unsupported", `Cannot read BigDataViewer image: ${path} is not cut like others`, {
      format: "bdv",
      feature: "views of different layout",
    });
  });
  return (index: readonly number[]) => open(index.join(" "));
}

/** The registration of the first time point that has one. */
export function firstRegistration({ registrations }: BdvDialectSetup): readonly BdvTransform[] {
  return registrations.find((transforms) => transforms !== null) ?? [];
}

/** Warnings about registrations that the image does not show. */
function lossesOf({ setup }: SetupViews): readonly string[] {
  const first = firstRegistration(setup);
  const affines = (transforms: readonly BdvTransform[]) => transforms.map(({ affine }) => affine);
  const isMoving = setup.registrations.some(
    (transforms) => transforms && !jsonEquals(affines(transforms), affines(first)),
  );
  const isPartial = bdvPlacement(setup, first).isPartial;
  const name = `Setup ${setup.id}`;
  return [
    ...(isPartial ? [`${name}: its registration rotates or shears, of which the voxel size is shown`] : []),
    ...(isMoving ? [`${name}: its registration changes with time, of which the first is shown`] : []),
  ];
}
