/**
 * The bytes of an image file directory: how many entries it has, where they are, and which directory comes next.
 *
 * @module
 */

import { type CallOptions, dataViewOf } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";
import { getSafeUint64 } from "./uint64.ts";

/** The entries of an IFD, from byte `at` of `view` on. */
export interface IfdTable {
  readonly view: DataView;
  readonly at: number;
  /** Where in the file they lie. */
  readonly offset: number;
  readonly byteLength: number;
  /** The high half of each entry's value or offset, in NDPI files. */
  readonly highWords: DataView | undefined;
}

export interface IfdEnd {
  /** Offset of the next IFD; 0 if this is the last. */
  readonly next: number;
  /** Bytes of this one. */
  readonly byteLength: number;
}

/**
 * Image File Directory. TIFF 6.0 §2; in brackets, BigTIFF.
 *   0        2  [8]   number of entries n
 *   2 [8]   12 [20]   n entries: tag 2, type 2, count 4 [8], value or its offset 4 [8]
 *   then     4  [8]   offset of the next IFD, or 0
 *
 * In NDPI files the last has 8 bytes, and behind it are 4 of each entry: the high half of its value or offset.
 */
export interface IfdSizes {
  readonly countBytes: number;
  readonly entryBytes: number;
  /** Bytes of the value or offset at the end of an entry. */
  readonly valueBytes: number;
  readonly nextBytes: number;
}

const CLASSIC: IfdSizes = { countBytes: 2, entryBytes: 12, valueBytes: 4, nextBytes: 4 };
const NDPI: IfdSizes = { ...CLASSIC, nextBytes: 8 };
const BIG: IfdSizes = { countBytes: 8, entryBytes: 20, valueBytes: 8, nextBytes: 8 };
export const HIGH_WORD_BYTES = 4;

/** BigTIFF counts entries in 64 bits; more than classic TIFF can count is refused. */
const MAX_ENTRIES = 65535;

type Format = Pick<TiffContext, "isBigTiff" | "isNdpi">;

export function ifdSizes({ isBigTiff, isNdpi }: Format): IfdSizes {
  if (isBigTiff) return BIG;
  return isNdpi ? NDPI : CLASSIC;
}

/** The entries of the IFD at `ifdOffset`. Rejects with "invalid-data" if they leave the file. */
export async function readIfdTable(
  context: TiffContext,
  ifdOffset: number,
  options?: CallOptions,
): Promise<IfdTable> {
  const count = await readEntryCount(context, ifdOffset, options);
  const { countBytes, entryBytes, nextBytes } = ifdSizes(context);
  const offset = ifdOffset + countBytes;
  const byteLength = count * entryBytes;
  const what = `the ${count} entries of the IFD at ${ifdOffset}`;
  const view = dataViewOf(await context.blocks.read(offset, byteLength, what, options));
  const highAt = offset + byteLength + nextBytes;
  const highWords = context.isNdpi
    ? dataViewOf(await context.blocks.read(highAt, count * HIGH_WORD_BYTES, what, options))
    : undefined;
  return { view, at: 0, offset, byteLength, highWords };
}

/** The same, if that takes no reading. */
export function knownIfdTable(context: TiffContext, ifdOffset: number): IfdTable | undefined {
  const count = knownEntryCount(context, ifdOffset);
  if (count === undefined || context.isNdpi) return undefined;
  const { countBytes, entryBytes } = ifdSizes(context);
  const offset = ifdOffset + countBytes;
  const byteLength = count * entryBytes;
  const block = context.blocks.loaded(offset, byteLength);
  return block && { view: block.view, at: offset - block.offset, offset, byteLength, highWords: undefined };
}

/** How large the IFD at `ifdOffset` is, and which comes after it. */
export async function readIfdEnd(
  context: TiffContext,
  ifdOffset: number,
  options?: CallOptions,
): Promise<IfdEnd> {
  const count = await readEntryCount(context, ifdOffset, options);
  const { countBytes, entryBytes, nextBytes } = ifdSizes(context);
  const at = countBytes + count * entryBytes;
  const what = `the offset of the IFD after the one at ${ifdOffset}`;
  const view = dataViewOf(await context.blocks.read(ifdOffset + at, nextBytes, what, options));
  return { next: getOffset(nextBytes, context.littleEndian, view, 0), byteLength: at + nextBytes };
}

/** The offset of the IFD after the one at `ifdOffset`, 0 if that is the last; `undefined` if it takes reading to know. */
export function knownNextIfd(context: TiffContext, ifdOffset: number): number | undefined {
  const count = knownEntryCount(context, ifdOffset);
  if (count === undefined) return undefined;
  const { countBytes, entryBytes, nextBytes } = ifdSizes(context);
  const offset = ifdOffset + countBytes + count * entryBytes;
  const block = context.blocks.loaded(offset, nextBytes);
  return block && getOffset(nextBytes, context.littleEndian, block.view, offset - block.offset);
}

async function readEntryCount(
  context: TiffContext,
  ifdOffset: number,
  options?: CallOptions,
): Promise<number> {
  const { countBytes } = ifdSizes(context);
  const bytes = await context.blocks.read(ifdOffset, countBytes, `the IFD at ${ifdOffset}`, options);
  return entryCount(context, ifdOffset, dataViewOf(bytes), 0);
}

/** The number of entries, where that takes no reading. */
function knownEntryCount(context: TiffContext, ifdOffset: number): number | undefined {
  const block = context.blocks.loaded(ifdOffset, ifdSizes(context).countBytes);
  return block && entryCount(context, ifdOffset, block.view, ifdOffset - block.offset);
}

function entryCount(
  { isBigTiff, littleEndian }: TiffContext,
  ifdOffset: number,
  view: DataView,
  at: number,
): number {
  const count = isBigTiff ? getSafeUint64(view, at, littleEndian) : view.getUint16(at, littleEndian);
  if (count <= MAX_ENTRIES) return count;
  throw invalidTiff(`Cannot read the IFD at ${ifdOffset}: it claims ${count} entries`, {
    offset: ifdOffset,
    section: "BigTIFF",
  });
}

/** A count or an offset of 4 or 8 bytes. */
export function getOffset(byteLength: number, littleEndian: boolean, view: DataView, at: number): number {
  return byteLength === 8 ? getSafeUint64(view, at, littleEndian) : view.getUint32(at, littleEndian);
}
