/**
 * The fields of an image file directory: what type each is of and where its values lie.
 *
 * @module
 */

import { type BlockReader, type Bytes, type CallOptions, dataViewOf } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { unsupportedTiff } from "../tiff-error.ts";
import {
  getOffset,
  HIGH_WORD_BYTES,
  type IfdSizes,
  type IfdTable,
  ifdSizes,
  knownIfdTable,
  readIfdTable,
} from "./ifd-table.ts";
import type { TagIndex } from "./tag-index.ts";
import { decodeNumbers, MAX_VALUE_BYTES, type TagType, tagType } from "./tag-value.ts";

export interface IfdEntry {
  readonly tag: number;
  readonly type: TagType;
  readonly count: number;
  /** Where the value lies in the file: in the entry itself or elsewhere. */
  readonly offset: number;
  /** The bytes of the value, if it lies in the entry. */
  readonly inline: Bytes | undefined;
}

/**
 * The entries of an IFD by their tags, each parsed when it is asked for: of twenty entries a stack needs five. Entries of
 * unknown type are skipped; of two with the same tag the first counts.
 */
export class IfdEntries {
  readonly #table: IfdTable;
  readonly #index: TagIndex;
  readonly #littleEndian: boolean;
  readonly #sizes: IfdSizes;

  constructor(context: TiffContext, table: IfdTable) {
    this.#table = table;
    this.#index = context.tagIndexes.of(context, table);
    this.#littleEndian = context.littleEndian;
    this.#sizes = ifdSizes(context);
  }

  /** Numbers of the tags present, in file order. */
  get tags(): readonly number[] {
    return this.#index.tags;
  }

  has(tag: number): boolean {
    return this.#index.places.has(tag);
  }

  /** Throws "invalid-data" for counts and offsets beyond 2^53 - 1. */
  get(tag: number): IfdEntry | undefined {
    const place = this.#index.places.get(tag);
    const type = place === undefined ? undefined : this.#typeAt(place);
    if (place === undefined || !type) return undefined;
    const { view, at, offset, highWords } = this.#table;
    const { entryBytes, valueBytes } = this.#sizes;
    const count = this.#countAt(place);
    const valuePlace = place + entryBytes - valueBytes;
    const high = highWords?.getUint32((place / entryBytes) * HIGH_WORD_BYTES, true) ?? 0;
    if (count * type.byteLength <= valueBytes) {
      const start = view.byteOffset + at + valuePlace;
      const inline = new Uint8Array(view.buffer as ArrayBuffer, start, count * type.byteLength);
      const entry = { tag, type, count, offset: offset + valuePlace, inline };
      return high > 0 && count === 1 && type.name === "LONG" ? withHighWord(entry, high) : entry;
    }
    const low = this.#offsetAt(valuePlace);
    return { tag, type, count, offset: low + high * 2 ** 32, inline: undefined };
  }

  /** The number in a field of a single one that lies in the entry itself; `undefined` for all others. Allocates nothing. */
  inlineNumber(tag: number): number | undefined {
    const place = this.#index.places.get(tag);
    const type = place === undefined ? undefined : this.#typeAt(place);
    if (place === undefined || !type) return undefined;
    const { entryBytes, valueBytes } = this.#sizes;
    if (this.#countAt(place) !== 1 || type.byteLength > valueBytes) return undefined;
    const { view, at } = this.#table;
    return type.get(view, at + place + entryBytes - valueBytes, this.#littleEndian);
  }

  /**
   * Whether both IFDs describe their images alike, except for texts and for where the pixels are: then what was read of one
   * holds for the other. `false` also if the values to compare are not in memory.
   */
  isLike(other: IfdEntries, blocks: BlockReader): boolean {
    if (this.#index !== other.#index || this.#table.highWords) return false;
    for (const tag of this.#index.descriptive) if (!this.isSame(tag, other, blocks)) return false;
    return true;
  }

  /** Whether a field has the same value in both IFDs, whose tags are the same; `false` also if that is not in memory. */
  isSame(tag: number, other: IfdEntries, blocks: BlockReader): boolean {
    const place = this.#index.places.get(tag);
    if (place === undefined) return true;
    const { view, at } = this.#table;
    const { view: otherView, at: otherAt } = other.#table;
    const { entryBytes, valueBytes } = this.#sizes;
    // Tag and type, the first 4 bytes, are known to be the same.
    let end = place + 4;
    while (end < place + entryBytes && view.getUint32(at + end) === otherView.getUint32(otherAt + end))
      end += 4;
    if (end === place + entryBytes) return true;
    const valuePlace = place + entryBytes - valueBytes;
    if (end < valuePlace) return false; // the counts differ
    const length = this.#countAt(place) * (this.#typeAt(place)?.byteLength ?? 0);
    if (length <= valueBytes) return false;
    return haveSameBytes(blocks, this.#offsetAt(valuePlace), other.#offsetAt(valuePlace), length);
  }

  #typeAt(place: number): TagType | undefined {
    const { view, at } = this.#table;
    return tagType(view.getUint16(at + place + 2, this.#littleEndian));
  }

  #countAt(place: number): number {
    return this.#offsetAt(place + 4);
  }

  /** A count or an offset. */
  #offsetAt(place: number): number {
    const { view, at } = this.#table;
    return getOffset(this.#sizes.valueBytes, this.#littleEndian, view, at + place);
  }
}

/** Whether two places in the file hold the same bytes; `false` also if they are not in memory. */
function haveSameBytes(blocks: BlockReader, a: number, b: number, length: number): boolean {
  const one = blocks.loaded(a, length);
  const other = blocks.loaded(b, length);
  if (!one || !other) return false;
  for (let i = 0; i < length; i += 1) {
    if (one.bytes[a - one.offset + i] !== other.bytes[b - other.offset + i]) return false;
  }
  return true;
}

export async function readIfdEntries(
  context: TiffContext,
  ifdOffset: number,
  options?: CallOptions,
): Promise<IfdEntries> {
  const known = knownIfdTable(context, ifdOffset);
  return new IfdEntries(context, known ?? (await readIfdTable(context, ifdOffset, options)));
}

/** The same; `undefined` if they are not in memory. */
export function knownIfdEntries(context: TiffContext, ifdOffset: number): IfdEntries | undefined {
  const table = knownIfdTable(context, ifdOffset);
  return table && new IfdEntries(context, table);
}

/** The bytes of the first `count` values of a field; `undefined` if they are not in memory. */
export function knownEntryBytes(context: TiffContext, entry: IfdEntry, count: number): Bytes | undefined {
  const { inline, offset, type } = entry;
  return (
    inline?.subarray(0, count * type.byteLength) ?? context.blocks.known(offset, count * type.byteLength)
  );
}

/** The bytes of values `from` to `to` of a field. Rejects with "unsupported" for more than 256 MiB. */
export async function readEntryBytes(
  context: TiffContext,
  entry: IfdEntry,
  from: number,
  to: number,
  options?: CallOptions,
): Promise<Bytes> {
  const { byteLength } = entry.type;
  if (entry.inline) return entry.inline.subarray(from * byteLength, to * byteLength);
  const start = entry.offset + from * byteLength;
  const length = (to - from) * byteLength;
  if (length > MAX_VALUE_BYTES) {
    throw unsupportedTiff(`Cannot read tag ${entry.tag}: it has ${length} bytes`, "values over 256 MiB");
  }
  const { blocks } = context;
  return blocks.known(start, length) ?? blocks.read(start, length, `tag ${entry.tag}`, options);
}

/** Values of a field as numbers: all of them, or those from `from` to `to` (clipped to what there is). */
export async function readEntryNumbers(
  context: TiffContext,
  entry: IfdEntry,
  range: { readonly from: number; readonly to: number } = { from: 0, to: entry.count },
  options?: CallOptions,
): Promise<Float64Array> {
  const to = Math.min(range.to, entry.count);
  const bytes = await readEntryBytes(context, entry, Math.min(range.from, to), to, options);
  return decodeNumbers(entry.type, bytes, context.littleEndian);
}

/** The entry of a LONG in an NDPI file as that of a LONG8, with `high` for its higher 32 bits. */
function withHighWord(entry: IfdEntry, high: number): IfdEntry {
  const inline = new Uint8Array(8);
  inline.set(entry.inline ?? []);
  dataViewOf(inline).setUint32(4, high, true);
  return { ...entry, type: tagType(16) ?? entry.type, inline };
}
