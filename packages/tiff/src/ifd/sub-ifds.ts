/**
 * Directories below a directory: reduced levels, mostly.
 *
 * @module
 */

import type { CallOptions } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";
import { type IfdEntries, readEntryNumbers } from "./ifd-entries.ts";
import { TAGS } from "./tags.ts";

/** Where an IFD is, and which IFDs lead to it: a SubIFD that leads back to one of these is a loop. */
export interface IfdPlace {
  readonly path: string;
  readonly offset: number;
  readonly parents: readonly number[];
}

/** Blocks of SubIFDs read side by side: more levels than pyramids have. */
const MOST_PREFETCHED = 16;

/** Starts reading what are about to be opened, one after the other. */
export function prefetchIfds(
  { blocks }: TiffContext,
  places: readonly IfdPlace[],
  options?: CallOptions,
): void {
  for (const { offset } of places.slice(0, MOST_PREFETCHED)) blocks.prefetch(offset, options);
}

/** Where the SubIFDs of an IFD are. Adobe PageMaker 6.0 TIFF Technical Notes, "SubIFD trees". */
export async function readSubIfdPlaces(
  context: TiffContext,
  { path, offset: ifdOffset, parents }: IfdPlace,
  entries: IfdEntries,
  options?: CallOptions,
): Promise<readonly IfdPlace[]> {
  const entry = entries.get(TAGS.SubIFDs);
  if (!entry) return [];
  const error = (fact: string) =>
    invalidTiff(`Cannot read the SubIFDs of ${path}: ${fact}`, {
      offset: entry.offset,
      section: "TIFF Technical Note 1",
    });
  if (entry.count > context.maxIfds) throw error(`there are ${entry.count} of them`);
  const ancestors = [...parents, ifdOffset];
  const offsets = await readEntryNumbers(context, entry, undefined, options);
  return [...offsets].flatMap((offset, k) => {
    if (ancestors.includes(offset)) throw error(`number ${k} leads back to the IFD at ${offset}`);
    // A place that was kept for a level and never filled.
    return offset === 0 ? [] : [{ path: `${path}/sub/${k}`, offset, parents: ancestors }];
  });
}
