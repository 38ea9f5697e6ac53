/**
 * What every part of the reader needs to know about the file it reads.
 *
 * @module
 */

import type { BlockReader, ByteSource, ChunkCoder, LoadOnce, ReadableStore } from "@chunkwright/core";
import type { TiffHeader } from "./ifd/header.ts";
import type { TagIndexes } from "./ifd/tag-index.ts";
import type { RecentDescriptions } from "./image/image-description.ts";

export interface TiffContext extends TiffHeader {
  /** For chunks, read once each. */
  readonly file: ByteSource;
  /** The same file as a store, for plans of reading many chunks. */
  readonly store: ReadableStore;
  /** For directories and tag values. */
  readonly blocks: BlockReader;
  readonly tagIndexes: TagIndexes;
  readonly descriptions: RecentDescriptions;
  readonly coder: ChunkCoder;
  readonly maxIfds: number;
  readonly name: string;
  /** `OpenTiffOptions.superResolution`. */
  readonly superResolution: number;
  /** Where the strips of a Zeiss LSM file over 4 GiB are, by the offset of their IFD. */
  readonly lsmOffsets: LoadOnce<ReadonlyMap<number, Float64Array>>;
}
