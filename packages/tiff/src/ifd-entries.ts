/**
 * The table of an image file directory: which tags it has and where their values lie.
 *
 * @module
 */

import type { Bytes, CallOptions } from "@chunkwright/core";
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
 * The entry table alone. Fields of unknown type are skipped; of two with the same tag the first counts.
 */
export async function readIfdEntries(
  context: TiffContext,
  ifdOffset: number,
  options?: CallOptions,
): Promise<ReadonlyMap<number, IfdEntry>> {
  const count = await readEntryCount(context, ifdOffset, options);
  const { countBytes, entryBytes, valueBytes } = sizes(context);
  const start = ifdOffset + countBytes;
  const what = `the ${count} entries of the IFD at ${ifdOffset}`;
  const bytes = await context.blocks.read(start, count * entryBytes, what, options);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<number, IfdEntry>();
  for (let i = 0; i < count; i += 1) {
    const at = i * entryBytes;
    const tag = view.getUint16(at, context.littleEndian);
    const type = tagType(view.getUint16(at + 2, context.littleEndian));
    if (!type || entries.has(tag)) continue;
    const values = getOffset(context, view, at + 4);
    const valueAt = at + entryBytes - valueBytes;
    const isInline = values * type.byteLength <= valueBytes;
    entries.set(tag, {
      tag,
      type,
      count: values,
      offset: isInline ? start + valueAt : getOffset(context, view, valueAt),
      inline: isInline ? bytes.slice(valueAt, valueAt + values * type.byteLength) : undefined,
    });
  }
  return entries;
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
  const count = await readEntryCount(context, ifdOffset, options);
  const { countBytes, entryBytes, valueBytes } = sizes(context);
  const offset = ifdOffset + countBytes + count * entryBytes;
  const what = `the offset of the IFD after the one at ${ifdOffset}`;
  const bytes = await context.blocks.read(offset, valueBytes, what, options);
  const next = getOffset(context, new DataView(bytes.buffer, bytes.byteOffset, valueBytes), 0);
  return { next, byteLength: offset + valueBytes - ifdOffset };
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
  return context.blocks.read(start, (to - from) * byteLength, `tag ${entry.tag}`, options);
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
  const { countBytes } = sizes(context);
  const bytes = await context.blocks.read(ifdOffset, countBytes, `the IFD at ${ifdOffset}`, options);
  const view = new DataView(bytes.buffer, bytes.byteOffset, countBytes);
  const count = context.isBigTiff
    ? getSafeUint64(view, 0, context.littleEndian)
    : view.getUint16(0, context.littleEndian);
  if (count > MAX_ENTRIES) {
    throw invalidTiff(`Cannot read the IFD at ${ifdOffset}: it claims ${count} entries`, {
      offset: ifdOffset,
      section: "BigTIFF",
    });
  }
  return count;
}

function sizes({ isBigTiff }: TiffContext) {
  return isBigTiff
    ? { countBytes: 8, entryBytes: 20, valueBytes: 8 }
    : { countBytes: 2, entryBytes: 12, valueBytes: 4 };
}

/** A count or an offset: 32 bits, 64 in BigTIFF. */
function getOffset({ isBigTiff, littleEndian }: TiffContext, view: DataView, at: number): number {
  return isBigTiff ? getSafeUint64(view, at, littleEndian) : view.getUint32(at, littleEndian);
}
