/**
 * The bytes of an image file directory: how many entries it has, where they are, and which directory comes next.
 *
 * There are two ways to get each: functions named `read...` wait for the file, those named `known...` take what is in memory
 * already, or give up. A walk over 20,000 IFDs side by side would take longer to wait for each than to read it.
 *
 * @module
 */

import { type CallOptions, dataViewOf } from "@chunkwright/core";
import type { TiffContext } from "../tiff-context.ts";
import { invalidTiff } from "../tiff-error.ts";
import { getSafeUint64 } from "./uint64.ts";

/** The entries of an IFD as they are stored. */
export interface IfdTable {
  /** Memory that holds them, and where in it they begin: a view of a whole block serves all IFDs in it. */
  readonly view: DataView;
  readonly at: number;
  /** Where in the file they lie. */
  readonly offset: number;
  readonly byteLength: number;
  /** In NDPI files, the higher 32 bits of the value or offset in each entry. */
  readonly highWords: DataView | undefined;
}

export interface IfdEnd {
  /** Offset of the next IFD; 0 if this is the last. */
  readonly next: number;
  /** Bytes from the first of this IFD to the last of that offset. */
  readonly byteLength: number;
}

/**
 * Image File Directory. TIFF 6.0 §2; in brackets, BigTIFF.
 *   0        2  [8]   number of entries n
 *   2 [8]   12 [20]   n entries: tag 2, type 2, count 4 [8], value or its offset 4 [8]
 *   then     4  [8]   offset of the next IFD, or 0
 *
 * NDPI files are classic TIFF, except that the offset of the next IFD has 8 bytes, and that the higher 32 bits of each
 * entry's value or offset follow behind it.
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

/** Classic TIFF counts entries in 16 bits. BigTIFF has 64 for that, but no file of it needs more. */
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

/** The same; `undefined` if it is not in memory, or in two parts. */
export function knownIfdTable(context: TiffContext, ifdOffset: number): IfdTable | undefined {
  const count = knownEntryCount(context, ifdOffset);
  if (count === undefined || context.isNdpi) return undefined;
  const { countBytes, entryBytes } = ifdSizes(context);
  const offset = ifdOffset + countBytes;
  const byteLength = count * entryBytes;
  const block = context.blocks.loaded(offset, byteLength);
  return block && { view: block.view, at: offset - block.offset, offset, byteLength, highWords: undefined };
}

/** Where the IFD at `ifdOffset` ends, and which comes after it. */
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

/** The offset of the IFD after the one at `ifdOffset`, 0 if that is the last; `undefined` if that is not in memory. */
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

/** The number of entries; `undefined` if it is not in memory. */
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

/** Counts and offsets are as wide as each other: 4 bytes in classic TIFF, 8 in BigTIFF. */
export function getOffset(byteLength: number, littleEndian: boolean, view: DataView, at: number): number {
  return byteLength === 8 ? getSafeUint64(view, at, littleEndian) : view.getUint32(at, littleEndian);
}
