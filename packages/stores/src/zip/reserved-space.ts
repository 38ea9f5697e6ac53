/**
 * Space that is left at the start of an archive for what is known last.
 *
 * @module
 */

import type { Bytes } from "@chunkwright/core";
import { GROWTH_HINT_BYTES, LOCAL_HEADER_BYTES } from "./records.ts";
import { localHeader } from "./write-records.ts";

/** One extra field, which is shorter than 64 KiB, can fill all of it. */
const MAX_RESERVED_BYTES = 60 * 1024;

/** Name of the entry in reserved space that nothing fitted into; no directory lists it. */
const UNLISTED_NAME: Bytes = new TextEncoder().encode("reserved");

/** Throws `RangeError` for what can be neither filled nor left out. */
export function checkReserved(byteLength: number): void {
  const least = LOCAL_HEADER_BYTES + UNLISTED_NAME.byteLength + GROWTH_HINT_BYTES;
  const fits = Number.isInteger(byteLength) && byteLength >= least && byteLength <= MAX_RESERVED_BYTES;
  if (byteLength === 0 || fits) return;
  throw new RangeError(
    `Cannot reserve ${byteLength} bytes: choose 0, or from ${least} to ${MAX_RESERVED_BYTES}`,
  );
}

/** How many of entries of these lengths fit, from the first on, and what then remains to be filled. */
export function fitInFront(
  lengths: readonly number[],
  reservedBytes: number,
): { readonly count: number; readonly paddingBytes: number } {
  let fitting = { count: 0, paddingBytes: reservedBytes };
  let rest = reservedBytes;
  for (const [i, length] of lengths.entries()) {
    rest -= length;
    if (rest < 0) break;
    // A rest that no extra field is as short as is left to the entries before.
    if (rest === 0 || rest >= GROWTH_HINT_BYTES) fitting = { count: i + 1, paddingBytes: rest };
  }
  return fitting;
}

/** An empty entry of `byteLength` bytes, as of a file that has been deleted: archives begin with a signature. */
export function unlistedEntry(byteLength: number): Bytes {
  const paddingBytes = byteLength - LOCAL_HEADER_BYTES - UNLISTED_NAME.byteLength;
  const entry = { name: UNLISTED_NAME, crc: 0, byteLength: 0, headerOffset: 0, paddingBytes };
  return localHeader(entry, { alwaysZip64: false });
}
