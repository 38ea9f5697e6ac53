/**
 * Guessing where the next IFDs are: by the distances of those that are known, or by the index that some files have. A few of
 * the guessed ones are read, to see that they are IFDs that lead to each other.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import { readMicroManagerIndex } from "../dialect/micro-manager-index.ts";
import type { TiffContext } from "../tiff-context.ts";
import { unlessInvalid } from "../tiff-error.ts";
import { type IfdEnd, readIfdEnd } from "./ifd-table.ts";

/** As many equal distances in a row are taken for a rule. */
const EQUAL_DISTANCES = 3;
/** To skip fewer IFDs is not worth the requests that a guess takes. */
export const SHORTEST_LEAP = 64;
/** How many of the guessed IFDs are read, evenly spaced, besides those that the search for the last one reads. */
const PROBES = 6;

/** The distance between the last of the known IFDs, if it was the same a few times. */
export function evenDistance(known: readonly number[]): number | undefined {
  const recent = known.slice(-EQUAL_DISTANCES - 1);
  const distance = recent.at(-1)! - (recent.at(-2) ?? 0);
  const isEven = recent.every((offset, i) => i === 0 || offset - recent[i - 1]! === distance);
  return recent.length > EQUAL_DISTANCES && distance > 0 && isEven ? distance : undefined;
}

/**
 * IFDs that follow the known ones at `distance`, up to number `n`: writers of many equal pages space them so. A binary search
 * finds the last one that is an IFD of the same size; none if one of the probes in between is not.
 */
export async function guessEvenIfds(
  context: TiffContext,
  known: readonly number[],
  distance: number,
  n: number,
  options?: CallOptions,
): Promise<readonly number[]> {
  const last = known.at(-1)!;
  const size = (await readIfdEnd(context, last, options)).byteLength;
  const room = Math.floor((context.file.size - last - size) / distance);
  const most = Math.min(n - known.length + 1, room, context.maxIfds - known.length);
  const fits = async (steps: number): Promise<boolean> => {
    const probe = await probeIfd(context, last + steps * distance, options);
    if (probe?.byteLength !== size) return false;
    return probe.next === last + (steps + 1) * distance || (steps === most && probe.next === 0);
  };
  const steps = await furthest(most, fits);
  if (steps < SHORTEST_LEAP) return [];
  if ((await Promise.all(probesBelow(steps).map(fits))).includes(false)) return [];
  return Array.from({ length: steps }, (_, i) => last + (i + 1) * distance);
}

/** All IFDs that follow the known ones by the file's own index; none if it has no index, or one that a probe finds wrong. */
export async function guessIndexedIfds(
  context: TiffContext,
  known: readonly number[],
  options?: CallOptions,
): Promise<readonly number[]> {
  const images = (await readMicroManagerIndex(context, options)) ?? [];
  const index = [...new Set(images.map(({ offset }) => offset))].sort((a, b) => a - b);
  if (index.length <= known.length || index.length > context.maxIfds) return [];
  if (known.some((offset, n) => offset !== index[n])) return [];
  const leadsRight = async (n: number): Promise<boolean> =>
    (await probeIfd(context, index[n]!, options))?.next === (index[n + 1] ?? 0);
  const probes = [...probesBelow(index.length - 1), index.length - 1];
  return (await Promise.all(probes.map(leadsRight))).includes(false) ? [] : index.slice(known.length);
}

/** What is at `offset`, if it can be an IFD. */
export function probeIfd(
  context: TiffContext,
  offset: number,
  options?: CallOptions,
): Promise<IfdEnd | undefined> {
  return unlessInvalid(readIfdEnd(context, offset, options));
}

function probesBelow(count: number): readonly number[] {
  return Array.from({ length: PROBES }, (_, i) => Math.floor(((i + 1) * count) / (PROBES + 1)));
}

/** The largest number of steps, up to `most`, that `fits`, if all up to it do; 0 if none does. */
async function furthest(most: number, fits: (steps: number) => Promise<boolean>): Promise<number> {
  if (most > 0 && (await fits(most))) return most;
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
