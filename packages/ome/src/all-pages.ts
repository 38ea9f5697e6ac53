/**
 * Walking along a TIFF file's main chain.
 *
 * @module
 */

import { type CallOptions, isStorageError } from "@chunkwright/core";
import type { TiffPage, TiffPages } from "./tiff-pages.ts";

/** The pages in their order, one at a time. */
export async function* allPages(file: TiffPages, options: CallOptions = {}): AsyncGenerator<TiffPage> {
  for (let n = 0; ; n += 1) {
    try {
      yield await file.ifd(n, options);
    } catch (error) {
      if (n > 0 && isStorageError(error, "not-found")) return;
      throw error;
    }
  }
}

/** All pages at once: for dialects that have to see every page before they know what any of them shows. */
export async function listPages(file: TiffPages, options: CallOptions = {}): Promise<TiffPage[]> {
  const pages: TiffPage[] = [];
  for await (const page of allPages(file, options)) pages.push(page);
  return pages;
}
