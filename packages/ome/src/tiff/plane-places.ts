/**
 * Which IFD of which file holds which plane of an OME-TIFF image.
 *
 * @module
 */

import { StorageError } from "@chunkwright/core";
import type { OmePixels, OmeTiffData } from "../ome-xml/ome-xml.ts";
import { checkPlaneCounts, type PagePlace } from "./page-stack.ts";

export interface PlaneSite {
  readonly ifd: number;
  /** Names the file; an element without uuid and fileName means the file at hand. */
  readonly tiffData: OmeTiffData;
  /** The document gives no count, so that the plane exists only if the IFD does. */
  readonly isImplied: boolean;
}

export interface PlanePlaces {
  /** Planes along t, c and z; c is SizeC divided by the samples per pixel. */
  readonly counts: PagePlace;
  /** `undefined` for planes that no TiffData element places. */
  find(place: PagePlace): PlaneSite | undefined;
}

/** A run of planes in DimensionOrder, in a run of IFDs. */
interface Block {
  readonly start: number;
  readonly end: number;
  readonly ifd: number;
  readonly tiffData: OmeTiffData;
  readonly isImplied: boolean;
}

/** TiffData without attributes: what an image means that has none. ome.xsd 2016-06, TiffData. */
const ALL_PLANES: OmeTiffData = { firstZ: 0, firstC: 0, firstT: 0 };

/** Where the image's first placed plane is. Throws "invalid-data" if there is none. */
export function firstSite({ tiffData }: OmePixels): PlaneSite {
  const first = tiffData.length === 0 ? ALL_PLANES : tiffData.find(({ planeCount }) => planeCount !== 0);
  if (!first) {
    throw new StorageError("invalid-data", "Cannot find an image's planes: no TiffData element has any", {
      format: "ome-tiff",
    });
  }
  return { ifd: first.ifd ?? 0, tiffData: first, isImplied: isImplied(first) };
}

/**
 * Works out the places of all planes. A TiffData element without IFD starts at IFD 0; without PlaneCount it takes
 * all IFDs of the file, or one if it names an IFD. ome.xsd 2016-06, TiffData.
 *
 * Counts beyond the last plane are clipped, and elements that start there are none: Fiji leaves them when it crops. Throws
 * "invalid-data" if samples do not divide SizeC, if two elements disagree about a plane, or if there are absurdly many.
 */
export function planePlaces(pixels: OmePixels, samplesPerPixel: number): PlanePlaces {
  const counts = { t: pixels.sizeT, c: pagesAlongC(pixels, samplesPerPixel), z: pixels.sizeZ };
  const planeNumber = planeNumbering(pixels, counts);
  const planes = counts.t * counts.c * counts.z;
  checkPlaneCounts(counts, samplesPerPixel, "ome-tiff");
  const elements = pixels.tiffData.length === 0 ? [ALL_PLANES] : pixels.tiffData;
  const origin = firstPlace(elements, counts);
  const blocks = disjoint(elements.flatMap((element) => block(element, origin, planeNumber, counts, planes)));
  return {
    counts,
    find(place) {
      const plane = planeNumber(place);
      const found = blocks[lastAtOrBelow(blocks, plane)];
      if (!found || plane >= found.end) return undefined;
      return { ...found, ifd: found.ifd + plane - found.start };
    },
  };
}

/** SizeC counts samples; that of some writers is 1 all the same, as in Bio-Formats' OMETiffReader. */
function pagesAlongC({ sizeC }: OmePixels, samplesPerPixel: number): number {
  if (sizeC === 1) return 1;
  if (sizeC % samplesPerPixel === 0) return sizeC / samplesPerPixel;
  throw new StorageError(
    "invalid-data",
    `Cannot place planes: SizeC is ${sizeC}, but pixels have ${samplesPerPixel} samples`,
    { format: "ome-tiff" },
  );
}

/** Where the elements count from: some writers do from 1 along an axis, then the last plane gives them away. */
function firstPlace(elements: readonly OmeTiffData[], counts: PagePlace): PagePlace {
  const first = (count: number, name: "firstT" | "firstC" | "firstZ") => {
    const isBeyond = elements.some((element) => element[name] === count);
    return isBeyond && elements.every((element) => element[name] > 0) ? 1 : 0;
  };
  return { t: first(counts.t, "firstT"), c: first(counts.c, "firstC"), z: first(counts.z, "firstZ") };
}

/** Number of a plane, counted along the axes as DimensionOrder nests them. */
function planeNumbering({ dimensionOrder }: OmePixels, counts: PagePlace): (place: PagePlace) => number {
  const order = [...dimensionOrder.slice(2).toLowerCase()] as (keyof PagePlace)[];
  return (place) => order.reduceRight((number, axis) => number * counts[axis] + place[axis], 0);
}

function block(
  tiffData: OmeTiffData,
  origin: PagePlace,
  planeNumber: (place: PagePlace) => number,
  counts: PagePlace,
  planes: number,
): Block[] {
  const { firstT, firstC, firstZ } = tiffData;
  const place = { t: firstT - origin.t, c: firstC - origin.c, z: firstZ - origin.z };
  if (place.t >= counts.t || place.c >= counts.c || place.z >= counts.z) return [];
  const start = planeNumber(place);
  const count = isImplied(tiffData) ? planes : (tiffData.planeCount ?? 1);
  const end = Math.min(start + count, planes);
  if (end === start) return [];
  return [{ start, end, ifd: tiffData.ifd ?? 0, tiffData, isImplied: isImplied(tiffData) }];
}

/** Whether the element takes as many planes as the file has IFDs. */
function isImplied({ planeCount, ifd }: OmeTiffData): boolean {
  return planeCount === undefined && ifd === undefined;
}

/**
 * Blocks in order of their planes; one that only repeats what an earlier one says is dropped. One of as many planes as its
 * file has IFDs ends where the next begins: in sets of files an element may state only its first plane.
 */
function disjoint(blocks: Block[]): Block[] {
  const result: Block[] = [];
  for (const next of blocks.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const before = result.at(-1);
    if (before && next.start < before.end) {
      if (repeats(next, before)) continue;
      if (!before.isImplied || next.start === before.start) {
        throw new StorageError(
          "invalid-data",
          `Cannot place planes: two TiffData elements place plane ${next.start}`,
          { format: "ome-tiff" },
        );
      }
      result.splice(-1, 1, { ...before, end: next.start });
    }
    result.push(next);
  }
  return result;
}

function repeats(next: Block, before: Block): boolean {
  return (
    next.end <= before.end &&
    next.ifd === before.ifd + next.start - before.start &&
    isSameFile(next.tiffData, before.tiffData)
  );
}

function isSameFile(a: OmeTiffData, b: OmeTiffData): boolean {
  return a.uuid === b.uuid && a.fileName === b.fileName;
}

/** Index of the last block that starts at or below `plane`, -1 if none does. */
function lastAtOrBelow(blocks: readonly Block[], plane: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (blocks[middle]!.start <= plane) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
