/**
 * Which tags an IFD has, and where each is in its table: one index for all IFDs of a file with the same tags.
 *
 * @module
 */

import type { TiffContext } from "../tiff-context.ts";
import { type IfdTable, ifdSizes } from "./ifd-table.ts";
import { TEXT_TAGS } from "./ifd-texts.ts";
import { tagType } from "./tag-value.ts";
import { TAGS } from "./tags.ts";

/** Tags that say where pixels and other IFDs lie, not what the image is. */
const LOCATION_TAGS: readonly number[] = [
  TAGS.StripOffsets,
  TAGS.StripByteCounts,
  TAGS.TileOffsets,
  TAGS.TileByteCounts,
  TAGS.SubIFDs,
];
/** Tags that may describe the image; texts are compared separately. */
const DESCRIPTIVE_TAGS: ReadonlySet<number> = new Set(
  Object.values(TAGS).filter((tag) => !LOCATION_TAGS.includes(tag) && !TEXT_TAGS.includes(tag)),
);

export class TagIndex {
  /** In file order. */
  readonly tags: readonly number[];
  /** In bytes from the first entry's beginning. */
  readonly places: ReadonlyMap<number, number>;
  /** Tags that may describe the image. */
  readonly descriptive: readonly number[];
  /** Tag and type of each entry, the first 4 bytes, in the file's byte order. */
  readonly #heads: Uint32Array;
  readonly #entryBytes: number;

  /** Fields of unknown type are skipped; of two with the same tag the first counts. */
  constructor({ view, at, byteLength }: IfdTable, littleEndian: boolean, entryBytes: number) {
    const places = new Map<number, number>();
    this.#entryBytes = entryBytes;
    this.#heads = new Uint32Array(byteLength / entryBytes);
    for (let i = 0; i < this.#heads.length; i += 1) {
      const place = i * entryBytes;
      this.#heads[i] = view.getUint32(at + place);
      const tag = view.getUint16(at + place, littleEndian);
      const isKnown = tagType(view.getUint16(at + place + 2, littleEndian)) !== undefined;
      if (isKnown && !places.has(tag)) places.set(tag, place);
    }
    this.places = places;
    this.tags = [...places.keys()];
    this.descriptive = this.tags.filter((tag) => DESCRIPTIVE_TAGS.has(tag));
  }

  /** Whether `table` has the same tags and types. */
  fits({ view, at, byteLength }: IfdTable): boolean {
    const heads = this.#heads;
    if (byteLength !== heads.length * this.#entryBytes) return false;
    for (let i = 0; i < heads.length; i += 1) {
      if (view.getUint32(at + i * this.#entryBytes) !== heads[i]) return false;
    }
    return true;
  }
}

/** The indexes of a file that were used last: pyramids have IFDs of several kinds. */
export class TagIndexes {
  readonly #recent: TagIndex[] = [];

  of(context: TiffContext, table: IfdTable): TagIndex {
    for (const index of this.#recent) if (index.fits(table)) return index;
    const index = new TagIndex(table, context.littleEndian, ifdSizes(context).entryBytes);
    if (this.#recent.unshift(index) > MOST_KEPT) this.#recent.pop();
    return index;
  }
}

const MOST_KEPT = 4;
