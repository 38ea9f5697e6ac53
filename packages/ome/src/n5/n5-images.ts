/**
 * The images of an N5 hierarchy, whichever of its dialects they are written in.
 *
 * @module
 */

import {
  type Axis,
  type CallOptions,
  type ChunkSource,
  type Group,
  isStorageError,
  type JsonObject,
  joinPath,
} from "@chunkwright/core";
import { readBdvImages } from "../bdv/bdv-images.ts";
import { type BesideOptions, readBdvSibling } from "../bdv/bdv-sibling.ts";
import { BY_NUMBERS_IN_TEXT } from "../by-numbers-in-text.ts";
import type { Image, ImageCollection } from "../image-model.ts";
import { type ReadNgffImagesOptions, readNgffImages } from "../ngff/ngff-images.ts";
import { OME_XML_KEY } from "../ngff/plan-ngff.ts";
import { slowestFirst, slowestFirstGroup } from "./n5-axis-order.ts";
import { isPlaced } from "./n5-level.ts";
import { readN5Multiscales } from "./n5-multiscales.ts";
import { type NumberedChild, numberedChildren } from "./n5-numbered.ts";
import { hasImageRank, type N5Image, pyramidImage, stackImages } from "./n5-pyramid.ts";

/** Options of `readN5Images`. */
export interface ReadN5ImagesOptions extends ReadNgffImagesOptions, BesideOptions {
  /** Name for an image without one. In N5's own dialects that is an image at the root; others are named by their path. */
  readonly name?: string | undefined;
}

/** Groups deeper than this are not searched for images. */
const MAX_DEPTH = 16;

/**
 * Finds the images at and below `root`. A group shows one if it has `multiscales` (OME-NGFF, COSEM's or the canonical
 * ones of n5-universe), setups of time points (BDV), channels c0, c1, ... of levels s0, s1, ... (n5-viewer), or just
 * levels; a lone dataset if its attributes place it. What else a group holds is searched, where it can be listed.
 * What cannot be read is left out with a warning, except for `root` itself. `undefined` if nothing is an image. Only
 * images whose group is one of OME-NGFF have a `path`. If there is a BigDataViewer document beside the hierarchy, it
 * defines the images; a plate of OME-NGFF defines its own.
 */
export async function readN5Images(
  root: Group | ChunkSource,
  options: ReadN5ImagesOptions = {},
): Promise<ImageCollection | undefined> {
  const document = root.kind === "group" ? await readBdvSibling("n5", options) : undefined;
  if (root.kind === "group" && document) return readBdvImages(root, document, options);
  if (root.kind === "group" && root.attributes.plate !== undefined) {
    return readNgffImages(slowestFirstGroup(root), options);
  }
  const images: Image[] = [];
  const warnings: string[] = [];
  for await (const found of findImages(slowestFirst(root), "", 0, options)) {
    if (typeof found === "string") warnings.push(found);
    else {
      const { image } = found;
      images.push({ ...image, name: image.name || (options.name ?? "") });
      warnings.push(...found.warnings);
    }
  }
  if (images.length === 0) return undefined;
  const omeXml = await options.readFile?.(OME_XML_KEY);
  return { images, ...(omeXml && { omeXml }), ...(warnings.length > 0 && { warnings }) };
}

/** Images, and warnings about what could not be read. */
async function* findImages(
  node: Group | ChunkSource,
  path: string,
  depth: number,
  options: CallOptions,
): AsyncGenerator<N5Image | string> {
  if (node.kind === "array") {
    if (isPlaced(node.info.attributes) && hasImageRank(node)) {
      yield pyramidImage({ path, sources: [node], groups: [] });
    }
    return;
  }
  const { images, isPart } = await imagesOfGroup(node, path, options);
  yield* images;
  if (depth === MAX_DEPTH) return;
  const names: string[] = [];
  for await (const name of node.list?.(options) ?? []) if (!isPart(name)) names.push(name);
  for (const name of names.sort(BY_NUMBERS_IN_TEXT.compare)) {
    const childPath = joinPath(path, name);
    try {
      const child = await node.open(name, options);
      if (child) yield* findImages(child, childPath, depth + 1, options);
    } catch (error) {
      if (!isStorageError(error, "invalid-data", "unsupported")) throw error;
      yield `${childPath}: ${error.message}`;
    }
  }
}

interface GroupImages {
  readonly images: readonly N5Image[];
  /** Whether a child belongs to them. */
  isPart(name: string): boolean;
}

async function imagesOfGroup(group: Group, path: string, options: CallOptions): Promise<GroupImages> {
  const multiscales = await readN5Multiscales(group, path, options);
  if (multiscales) return { images: multiscales, isPart: () => true };
  const children = await numberedChildren(group, options);
  const setups: N5Image[] = [];
  for (const { name, node } of await children("setup")) {
    if (node.kind !== "group") continue;
    const timepoints = await (await numberedChildren(node, options))("timepoint");
    const setupPath = joinPath(path, name);
    const images = await pyramidsOf(timepoints, setupPath, [node.attributes], options);
    setups.push(...joined({ name: "t", type: "time" }, images, setupPath));
  }
  if (setups.length > 0) return { images: setups, isPart: (name) => /^setup\d+$/.test(name) };
  const channels = await pyramidsOf(await children("c"), path, [group.attributes], options);
  if (channels.length > 0) {
    return {
      images: joined({ name: "c", type: "channel" }, channels, path),
      isPart: (name) => /^c\d+$/.test(name),
    };
  }
  const levels = levelsOf(await children("s"));
  const images = levels ? [pyramidImage({ path, sources: levels, groups: [group.attributes] })] : [];
  return { images, isPart: (name) => levels !== undefined && /^s\d+$/.test(name) };
}

/** Pyramids s0, s1, ... in each of `groups`, which are children of the one at `path`. */
async function pyramidsOf(
  groups: readonly NumberedChild[],
  path: string,
  around: readonly JsonObject[],
  options: CallOptions,
): Promise<readonly N5Image[]> {
  const images: N5Image[] = [];
  for (const { name, node } of groups) {
    if (node.kind !== "group") continue;
    const sources = levelsOf(await (await numberedChildren(node, options))("s"));
    if (!sources) continue;
    images.push(pyramidImage({ path: joinPath(path, name), sources, groups: [node.attributes, ...around] }));
  }
  return images;
}

/** Several images as one along a new axis, if they have the same shapes, types and axes. */
function joined(axis: Axis, images: readonly N5Image[], path: string): readonly N5Image[] {
  const [first, ...others] = images.map(({ image }) => image);
  if (!first || others.length === 0) return images;
  const image = stackImages(axis, [first, ...others], path);
  return image ? [{ image, warnings: images.flatMap(({ warnings }) => warnings) }] : images;
}

/** `undefined` without levels, and for arrays that are merely named so: those of an image have the same axes. */
function levelsOf(children: readonly NumberedChild[]): readonly [ChunkSource, ...ChunkSource[]] | undefined {
  const [finest, ...coarser] = children
    .map(({ node }) => node)
    .filter((node) => node.kind === "array")
    .filter(hasImageRank);
  const isAlike = ({ info }: ChunkSource) => info.shape.length === finest?.info.shape.length;
  return finest && coarser.every(isAlike) ? [finest, ...coarser] : undefined;
}
