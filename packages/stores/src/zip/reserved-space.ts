/**
 * Space reserved at the start of an archive for metadata documents, which are written last.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { GROWTH_HINT_BYTES, LOCAL_HEADER_BYTES } from "./records.ts";
import { localHeader } from "./write-records.ts";

/** Small enough for one extra field, at most 64 KiB, to fill all of it. */
const MAX_RESERVED_BYTES = 60 * 1024;

/** Name of the entry that fills the space if no document fits; the directory does not list it. */
const UNLISTED_NAME: Bytes = new TextEncoder().encode("reserved");

/** Throws `RangeError` unless `byteLength` is 0 or long enough for an entry and short enough for an extra field. */
export function checkReserved(byteLength: number): void {
  const least = LOCAL_HEADER_BYTES + UNLISTED_NAME.byteLength + GROWTH_HINT_BYTES;
  const fits = Number.isInteger(byteLength) && byteLength >= least && byteLength <= MAX_RESERVED_BYTES;
  if (byteLength === 0 || fits) return;
  throw new RangeError(
    `Cannot reserve ${byteLength} bytes: choose 0, or from ${least} to ${MAX_RESERVED_BYTES}`,
  );
}

/** How many entries of these lengths fit, counted from the first, and how many bytes of padding remain. */
export function fitInFront(
  lengths: readonly number[],
  reservedBytes: number,
): { readonly count: number; readonly paddingBytes: number } {
  let fitting = { count: 0, paddingBytes: reservedBytes };
  let rest = reservedBytes;
  for (const [i, length] of lengths.entries()) {
    rest -= length;
    if (rest < 0) break;
    // If the rest is shorter than any extra field, this entry does not count as fitting.
    if (rest === 0 || rest >= GROWTH_HINT_BYTES) fitting = { count: i + 1, paddingBytes: rest };
  }
  return fitting;
}

/** An empty entry of `byteLength` bytes, like a deleted file's: an archive has to begin with a signature. */
export function unlistedEntry(byteLength: number): Bytes {
  const paddingBytes = byteLength - LOCAL_HEADER_BYTES - UNLISTED_NAME.byteLength;
  const entry = { name: UNLISTED_NAME, crc: 0, byteLength: 0, headerOffset: 0, paddingBytes };
  return localHeader(entry, { alwaysZip64: false });
}
