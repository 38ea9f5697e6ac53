/**
 * Whether one opened source holds everything that another does, whatever their formats.
 *
 * @module
 */

import { compareArrays } from "@chunkwright/convert";
import { type CallOptions, type ChunkSource, elementCount, nominalByteSize } from "@chunkwright/core";
import type { ImageCollection } from "@chunkwright/ome";
import type { OpenedSource } from "../opened-source.ts";
import { stemOf } from "../place/location.ts";
import { sortedNames } from "../sorted-names.ts";
import { areImagesInPlace } from "./are-images-in-place.ts";
import { compareHierarchies } from "./compare-hierarchies.ts";
import {
  type CompareOptions,
  type Comparison,
  compareImages,
  type Difference,
  describeDifference,
} from "./compare-images.ts";

type Root = NonNullable<OpenedSource["root"]>;

/** Options of `compareSources`. */
export interface CompareSourcesOptions extends CompareOptions {
  /** Called before the first chunk with the number of decoded bytes to compare; not if arrays are matched by path. */
  readonly onStart?: (totalBytes: number) => void;
}

/**
 * Two hierarchies are compared whole, unless only one of them describes its images in a way that other formats do not
 * know; else images where both sides have them, else arrays by path.
 */
export async function compareSources(
  a: OpenedSource,
  b: OpenedSource,
  options: CompareSourcesOptions = {},
): Promise<Comparison> {
  const inPlace = [await areImagesInPlace(a, options), await areImagesInPlace(b, options)];
  // Dialects arrange the same images in different ways.
  const showAlike = inPlace[0] === inPlace[1] && (inPlace[0] || a.format === b.format);
  if (a.root && b.root && showAlike) {
    options.onStart?.(await arrayBytes(a, options));
    const left = { ...a, root: await arrayAlone(a, a.root, b.root, options) };
    return compareHierarchies(left, { ...b, root: await arrayAlone(b, b.root, a.root, options) }, options);
  }
  const [left, right] = await Promise.all([a.images(options), b.images(options)]);
  if (!left || !right) return compareByPath(a, b, options);
  options.onStart?.(imageBytes(left));
  return compareImages(left, withNamesOf(right, b, left, a), options);
}

/** Images without a name are called after their files, which a copy need not be. */
function withNamesOf(
  collection: ImageCollection,
  { location }: OpenedSource,
  other: ImageCollection,
  { location: otherLocation }: OpenedSource,
): ImageCollection {
  const [stem, otherStem] = [stemOf(location), stemOf(otherLocation)];
  return {
    ...collection,
    images: collection.images.map((image, i) =>
      image.name === stem && other.images[i]?.name === otherStem ? { ...image, name: otherStem } : image,
    ),
  };
}

/** HDF5 cannot have an array as root: its copy is the only member of the root group. */
async function arrayAlone(
  { format }: OpenedSource,
  root: Root,
  other: Root,
  options: CallOptions,
): Promise<Root> {
  if (format !== "HDF5" || root.kind === "array" || other.kind === "group" || !root.list) return root;
  const [name, ...others] = await sortedNames(root.list(options));
  const child = name !== undefined && others.length === 0 ? await root.open(name, options) : undefined;
  return child?.kind === "array" ? child : root;
}

async function compareByPath(a: OpenedSource, b: OpenedSource, options: CompareOptions): Promise<Comparison> {
  const [left, right] = await Promise.all([arraysByPath(a, options), arraysByPath(b, options)]);
  const differences: Difference[] = [];
  let compared = 0;
  for (const path of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const where = `array ${path || "."}`;
    const [x, y] = [left.get(path), right.get(path)];
    if (!x || !y) {
      differences.push({ where, what: "array", a: x ? "present" : "absent", b: y ? "present" : "absent" });
      continue;
    }
    compared += 1;
    const found = await compareArrays(x, y, { signal: options.signal, isRemote: options.isRemote });
    if (found) differences.push(describeDifference(where, found));
  }
  return { differences, notes: [], compared };
}

async function arraysByPath(source: OpenedSource, options: CallOptions): Promise<Map<string, ChunkSource>> {
  const arrays = new Map<string, ChunkSource>();
  for await (const found of source.arrays(options)) {
    if ("error" in found) throw found.error;
    arrays.set(found.path, found.source);
  }
  return arrays;
}

async function arrayBytes(source: OpenedSource, options: CallOptions): Promise<number> {
  let sum = 0;
  for await (const found of source.arrays(options)) {
    if ("source" in found)
      sum += elementCount(found.source.info.shape) * nominalByteSize(found.source.info.dataType);
  }
  return sum;
}

function imageBytes({ images }: ImageCollection): number {
  return images
    .flatMap(({ levels }) => levels)
    .reduce(
      (sum, { source: { info } }) => sum + elementCount(info.shape) * nominalByteSize(info.dataType),
      0,
    );
}
