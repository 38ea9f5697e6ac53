/**
 * What each format of plates provides: how its index is known, and what it says. To add a format, write a module in `formats`, and
 * list it in `plate-formats.ts`.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import type { ReadSeriesOptions } from "../../tiff/series/series-options.ts";
import type { PlateListing } from "./plate-listing.ts";

/** The file that leads to all others of a plate. */
export interface PlateIndex {
  readonly fileName: string;
  readonly bytes: Bytes;
}

/** A format of plates that an instrument, or its software, writes as a folder of files with an index. */
export interface PlateFolderFormat {
  /** What the index is called. */
  readonly fileName: RegExp;
  /** What stands in the first bytes of the index. */
  readonly begins: RegExp;
  /** Whether files of other kinds begin so too, and only the name tells. */
  readonly isCommon?: true;
  /**
   * Finds out which file holds which plane of which field, in the index and in other files of its folder, which is
   * `options.store`. No file of planes needs to be opened for that. Rejects with "invalid-data" for an index that does not say
   * where planes belong, and with "unsupported" where only a list of files would tell and nothing can list them.
   */
  readListing(index: PlateIndex, options: ReadSeriesOptions): PlateListing | Promise<PlateListing>;
}
