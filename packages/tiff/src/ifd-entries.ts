/**
 * The table of an image file directory: which tags it has and where their values lie.
 *
 * @module
 */

import type { ByteSpan, Bytes, CallOptions } from "@chunkwright/core";
import { decodeNumbers, type TagType, tagType } from "./tag-value.ts";
import type { TiffContext } from "./tiff-context.ts";
import { invalidTiff } from "./tiff-error.ts";
import { getSafeUint64 } from "./uint64.ts";

export interface IfdEntry {
  readonly tag: number;
  readonly type: TagType;
  readonly count: number;
  /** Where the value lies in the file, be it in the entry itself or elsewhere. */
  readonly offset: number;
  /** The value, if it fits into the entry. */
  readonly inline: Bytes | undefined;
}

/** BigTIFF counts entries in 64 bits; more than classic TIFF can count is refused. */
const MAX_ENTRIES = 65535;

/**
 * Image File Directory. TIFF 6.0 §2; in brackets, BigTIFF.
 *   0        2  [8]   number of entries n
 *   2 [8]   12 [20]   n entries: tag 2, type 2, count 4 [8], value or its offset 4 [8]
 *   then     4  [8]   offset of the next IFD, or 0
 *
 * In NDPI files the last has 8 bytes, and behind it are 4 of each entry: the high half of its value or offset.
 */
export class IfdEntries {
  readonly #table: DataView;
  /** Where the table lies in the file. */
  readonly #start: number;
  readonly #isBigTiff: boolean;
  readonly #littleEndian: boolean;
  readonly #highWords: DataView | undefined;
  readonly #tags: number[] = [];
  /** Where in the table the entry of each tag is. */
  readonly #places: number[] = [];

  /**
   * Throws "invalid-data" for counts and offsets beyond 2^53 - 1. Fields of unknown type are skipped; of two with the same
   * tag the first counts.
   */
  constructor(
    { isBigTiff, littleEndian }: TiffContext,
    start: number,
    table: DataView,
    highWords: DataView | undefined,
  ) {
    this.#table = table;
    this.#start = start;
    this.#isBigTiff = isBigTiff;
    this.#littleEndian = littleEndian;
    this.#highWords = highWords;
    const { entryBytes } = sizes(isBigTiff);
    let last = -1;
    let seen: Set<number> | undefined;
    for (let at = 0; at < table.byteLength; at += entryBytes) {
      if (!this.#typeAt(at)) continue;
      if (isBigTiff) this.#checkSizes(at);
      const tag = table.getUint16(at, littleEndian);
      // Only tags that do not ascend, as TIFF 6.0 §2 has them, can be there already.
      if (tag <= last) seen ??= new Set(this.#tags);
      last = tag;
      if (seen?.has(tag)) continue;
      seen?.add(tag);
      this.#tags.push(tag);
      this.#places.push(at);
    }
  }

  /** Numbers of the tags present, in file order. */
  get tags(): readonly number[] {
    return this.#tags;
  }

  has(tag: number): boolean {
    return this.#tags.includes(tag);
  }

  get(tag: number): IfdEntry | undefined {
    const at = this.#places[this.#tags.indexOf(tag)];
    const type = at === undefined ? undefined : this.#typeAt(at);
    if (at === undefined || !type) return undefined;
    const { entryBytes, valueBytes } = sizes(this.#isBigTiff);
    const count = getOffset(this.#isBigTiff, this.#littleEndian, this.#table, at + 4);
    const valueAt = at + entryBytes - valueBytes;
    const high = this.#highWords?.getUint32((at / entryBytes) * HIGH_WORD_BYTES, true) ?? 0;
    if (count * type.byteLength <= valueBytes) {
      const { buffer, byteOffset } = this.#table;
      const inline = new Uint8Array(buffer as ArrayBuffer, byteOffset + valueAt, count * type.byteLength);
      const entry = { tag, type, count, offset: this.#start + valueAt, inline };
      return high > 0 && count === 1 && type.name === "LONG" ? withHighWord(entry, high) : entry;
    }
    const low = getOffset(this.#isBigTiff, this.#littleEndian, this.#table, valueAt);
    return { tag, type, count, offset: low + high * 2 ** 32, inline: undefined };
  }

  /**
   * The value of a field of one number that lies in the entry itself; `undefined` for all others. Costs no more than the
   * look: there may be 20,000 IFDs of twenty fields each.
   */
  inlineNumber(tag: number): number | undefined {
    const at = this.#places[this.#tags.indexOf(tag)];
    const type = at === undefined ? undefined : this.#typeAt(at);
    if (at === undefined || !type) return undefined;
    const { entryBytes, valueBytes } = sizes(this.#isBigTiff);
    const count = getOffset(this.#isBigTiff, this.#littleEndian, this.#table, at + 4);
    if (count !== 1 || type.byteLength > valueBytes) return undefined;
    return type.get(this.#table, at + entryBytes - valueBytes, this.#littleEndian);
  }

  #typeAt(at: number): TagType | undefined {
    return tagType(this.#table.getUint16(at + 2, this.#littleEndian));
  }

  #checkSizes(at: number): void {
    const count = getSafeUint64(this.#table, at + 4, this.#littleEndian);
    const { byteLength } = this.#typeAt(at) ?? { byteLength: 0 };
    if (count * byteLength > 8) getSafeUint64(this.#table, at + 12, this.#littleEndian);
  }
}

const HIGH_WORD_BYTES = 4;

/** The entry table alone. */
export async function readIfdEntries(
  context: TiffContext,
  ifdOffset: number,
  options?: CallOptions,
): Promise<IfdEntries> {
  const { blocks } = context;
  const count = knownEntryCount(context, ifdOffset) ?? (await readEntryCount(context, ifdOffset, options));
  const { countBytes, entryBytes, nextBytes } = sizes(context.isBigTiff, context.isNdpi);
  const start = ifdOffset + countBytes;
  const length = count * entryBytes;
  const what = `the ${count} entries of the IFD at ${ifdOffset}`;
  const table = blocks.known(start, length) ?? (await blocks.read(start, length, what, options));
  const high = context.isNdpi
    ? await blocks.read(start + length + nextBytes, count * HIGH_WORD_BYTES, what, options)
    : undefined;
  return new IfdEntries(context, start, viewOf(table), high && viewOf(high));
}

export interface IfdEnd {
  /** Offset of the next IFD; 0 if this is the last. */
  readonly next: number;
  /** Bytes of this one. */
  readonly byteLength: number;
}

/** How large the IFD at `ifdOffset` is, and which comes after it. */
export async function readIfdEnd(
  context: TiffContext,
  ifdOffset: number,
  options?: CallOptions,
): Promise<IfdEnd> {
  const count = knownEntryCount(context, ifdOffset) ?? (await readEntryCount(context, ifdOffset, options));
  const { offset, length } = endSpan(context, ifdOffset, count);
  const what = `the offset of the IFD after the one at ${ifdOffset}`;
  return ifdEnd(context, ifdOffset, offset, await context.blocks.read(offset, length, what, options));
}

/** The same, if that takes no reading. */
export function knownIfdEnd(context: TiffContext, ifdOffset: number): IfdEnd | undefined {
  const count = knownEntryCount(context, ifdOffset);
  if (count === undefined) return undefined;
  const { offset, length } = endSpan(context, ifdOffset, count);
  const bytes = context.blocks.known(offset, length);
  return bytes && ifdEnd(context, ifdOffset, offset, bytes);
}

function endSpan({ isBigTiff, isNdpi }: TiffContext, ifdOffset: number, count: number): ByteSpan {
  const { countBytes, entryBytes, nextBytes } = sizes(isBigTiff, isNdpi);
  return { offset: ifdOffset + countBytes + count * entryBytes, length: nextBytes };
}

function ifdEnd({ littleEndian }: TiffContext, ifdOffset: number, offset: number, bytes: Bytes): IfdEnd {
  const next = getOffset(bytes.byteLength === 8, littleEndian, viewOf(bytes), 0);
  return { next, byteLength: offset + bytes.byteLength - ifdOffset };
}

/** The bytes of the first `count` values of a field, if they take no reading. */
export function knownEntryBytes(context: TiffContext, entry: IfdEntry, count: number): Bytes | undefined {
  const { inline, offset, type } = entry;
  return (
    inline?.subarray(0, count * type.byteLength) ?? context.blocks.known(offset, count * type.byteLength)
  );
}

/** The bytes of values `from` to `to` of a field. */
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

async function readEntryCount(
  context: TiffContext,
  ifdOffset: number,
  options?: CallOptions,
): Promise<number> {
  const { countBytes } = sizes(context.isBigTiff);
  const bytes = await context.blocks.read(ifdOffset, countBytes, `the IFD at ${ifdOffset}`, options);
  return entryCount(context, ifdOffset, bytes);
}

/** The number of entries, where that takes no reading. */
function knownEntryCount(context: TiffContext, ifdOffset: number): number | undefined {
  const bytes = context.blocks.known(ifdOffset, sizes(context.isBigTiff).countBytes);
  return bytes && entryCount(context, ifdOffset, bytes);
}

function entryCount({ isBigTiff, littleEndian }: TiffContext, ifdOffset: number, bytes: Bytes): number {
  const view = viewOf(bytes);
  const count = isBigTiff ? getSafeUint64(view, 0, littleEndian) : view.getUint16(0, littleEndian);
  if (count > MAX_ENTRIES) {
    throw invalidTiff(`Cannot read the IFD at ${ifdOffset}: it claims ${count} entries`, {
      offset: ifdOffset,
      section: "BigTIFF",
    });
  }
  return count;
}

const CLASSIC = { countBytes: 2, entryBytes: 12, valueBytes: 4, nextBytes: 4 };
const NDPI = { ...CLASSIC, nextBytes: 8 };
const BIG = { countBytes: 8, entryBytes: 20, valueBytes: 8, nextBytes: 8 };

function sizes(isBigTiff: boolean, isNdpi = false): typeof CLASSIC {
  if (isBigTiff) return BIG;
  return isNdpi ? NDPI : CLASSIC;
}

/** A count or an offset: 32 bits, 64 in BigTIFF. */
function getOffset(isLong: boolean, littleEndian: boolean, view: DataView, at: number): number {
  return isLong ? getSafeUint64(view, at, littleEndian) : view.getUint32(at, littleEndian);
}

/** The entry of one LONG with its other half, as a LONG8. */
function withHighWord(entry: IfdEntry, high: number): IfdEntry {
  const inline = new Uint8Array(8);
  inline.set(entry.inline ?? []);
  viewOf(inline).setUint32(4, high, true);
  return { ...entry, type: tagType(16) ?? entry.type, inline };
}

function viewOf({ buffer, byteOffset, byteLength }: Bytes): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
