/**
 * Walking along a TIFF file's main chain, to its end or to where it breaks.
 *
 * @module
 */

import { isStorageError } from "@chunkwright/core";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";
import { type PageOptions, unlessUnread } from "./unread-pages.ts";

/** The pages in their order, one at a time, up to the first that cannot be read, as libtiff has it. */
export async function* allPages(file: TiffPages, options: PageOptions = {}): AsyncGenerator<TiffPage> {
  for (let n = 0; ; n += 1) {
    const page = await pageAfter(file, n, options);
    if (!page) return;
    yield page;
  }
}

/** All pages at once: for dialects that have to see every page before they know what any of them shows. */
export async function listPages(file: TiffPages, options: PageOptions = {}): Promise<TiffPage[]> {
  const pages: TiffPage[] = [];
  for await (const page of allPages(file, options)) pages.push(page);
  return pages;
}

/** How many `allPages` gives. */
export async function countPages(file: TiffPages, options: PageOptions = {}): Promise<number> {
  try {
    return await file.ifdCount(options);
  } catch (error) {
    if (!options.onUnread || !isStorageError(error, "invalid-data")) throw error;
    let count = 0;
    for await (const _ of allPages(file, options)) count += 1;
    return count;
  }
}

/** Page `n`, which follows others unless it is the first; `undefined` where there is none. */
export async function pageAfter(
  file: TiffPages,
  n: number,
  options: PageOptions = {},
): Promise<TiffPage | undefined> {
  try {
    if (n === 0) return await file.ifd(n, options);
    return await unlessUnread(`ifd/${n}`, () => file.ifd(n, options), options);
  } catch (error) {
    if (n > 0 && isStorageError(error, "not-found")) return undefined;
    throw error;
  }
}
