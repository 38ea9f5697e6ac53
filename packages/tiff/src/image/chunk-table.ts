/**
 * Where the tiles or strips of an image lie: the offset and byte count tables, read when needed.
 *
 * @module
 */

import { type CallOptions, unlessAborted } from "@chunkwright/core";
import { type IfdEntries, type IfdEntry, readEntryNumbers } from "../ifd/ifd-entries.ts";
import { TAGS } from "../ifd/tags.ts";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";

export interface ChunkPlace {
  readonly offset: number;
  /** `undefined` where the file has no byte counts, or fewer. */
  readonly byteCount: number | undefined;
}

/** Tables up to this size are read and kept whole; of larger ones, the block around the wanted entry. */
const MAX_KEPT_BYTES = 256 * 1024;

export class ChunkTable {
  readonly #offsets: Column;
  readonly #byteCounts: Column | undefined;

  /**
   * Tiles may be listed under the strip tags and the other way round, as libtiff accepts, and a JPEG stream under those of
   * old-style ones, as in the thumbnails of Exif. Throws "invalid-data" if there are no offsets. TIFF 6.0 §8 and §15.
   */
  constructor(context: TiffContext, entries: IfdEntries, isTiled: boolean) {
    const column = (tile: number, strip: number, stream: number) => {
      const tags = isTiled ? [tile, strip, stream] : [strip, tile, stream];
      const entry = tags.map((tag) => entries.get(tag)).find((found) => found !== undefined);
      return entry && new Column(context, entry);
    };
    const offsets = column(TAGS.TileOffsets, TAGS.StripOffsets, TAGS.JPEGInterchangeFormat);
    if (!offsets) {
      const name = isTiled ? "TileOffsets" : "StripOffsets";
      throw invalidTiff(`Cannot read image: it has no ${name}`, { section: "TIFF 6.0 §8" });
    }
    this.#offsets = offsets;
    this.#byteCounts = column(TAGS.TileByteCounts, TAGS.StripByteCounts, TAGS.JPEGInterchangeFormatLength);
  }

  /** How many chunks are listed. */
  get count(): number {
    return this.#offsets.count;
  }

  /** The place of chunk `n`. Rejects with "invalid-data" if the table of offsets ends before it. */
  async place(n: number, options?: CallOptions): Promise<ChunkPlace> {
    const [offset, byteCount] = await Promise.all([
      this.#offsets.value(n, options),
      this.#byteCounts && n < this.#byteCounts.count ? this.#byteCounts.value(n, options) : undefined,
    ]);
    return { offset, byteCount };
  }
}

/** The values of a tag that has one for each chunk. */
export class Column {
  readonly #context: TiffContext;
  readonly #entry: IfdEntry;
  #kept: Promise<Float64Array> | undefined;

  constructor(context: TiffContext, entry: IfdEntry) {
    this.#context = context;
    this.#entry = entry;
  }

  get count(): number {
    return this.#entry.count;
  }

  async value(n: number, options?: CallOptions): Promise<number> {
    const { tag, count, type, offset } = this.#entry;
    if (n >= count) {
      throw invalidTiff(`Cannot locate chunk ${n}: tag ${tag} has ${count} entries`, {
        offset,
        section: "TIFF 6.0 §8",
      });
    }
    const value =
      count * type.byteLength <= MAX_KEPT_BYTES
        ? (await unlessAborted(this.#whole(), options?.signal))[n]
        : (await readEntryNumbers(this.#context, this.#entry, { from: n, to: n + 1 }, options))[0];
    if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
    throw invalidTiff(`Cannot locate chunk ${n}: tag ${tag} says ${value}`, { offset });
  }

  /** Read once for all callers, without their signals: one caller's abort must not fail the others. */
  #whole(): Promise<Float64Array> {
    if (!this.#kept) {
      this.#kept = readEntryNumbers(this.#context, this.#entry);
      this.#kept.catch(() => {
        this.#kept = undefined;
      });
    }
    return this.#kept;
  }
}
